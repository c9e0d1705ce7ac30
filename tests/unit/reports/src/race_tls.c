#include <pthread.h>
#include <stdio.h>
static _Thread_local int mine;
static void *worker(void *arg)
{
    int *p = arg;
    *p = 4;
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, &mine);
    mine = 3;
    pthread_join(t, NULL);
    printf("%d\n", mine);
    return 0;
}
