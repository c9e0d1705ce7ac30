#include <pthread.h>
#include <stdio.h>
static void *worker(void *arg)
{
    int *n = arg;
    ++*n;
    return NULL;
}
int main(void)
{
    int n = 0;
    pthread_t t;
    pthread_create(&t, NULL, worker, &n);
    n += 2;
    pthread_join(t, NULL);
    printf("%d\n", n);
    return 0;
}
