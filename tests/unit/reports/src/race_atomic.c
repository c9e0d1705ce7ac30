#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static _Atomic int hits;
static void *worker(void *arg)
{
    (void)arg;
    atomic_fetch_add(&hits, 1);
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    *(int *)&hits = 5;
    pthread_join(t, NULL);
    printf("%d\n", hits);
    return 0;
}
