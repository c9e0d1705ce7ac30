#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
static pthread_barrier_t gate;
static int box;
static void *worker(void *arg)
{
    box = *(int *)arg;
    pthread_barrier_wait(&gate);
    return NULL;
}
int main(void)
{
    pthread_t t;
    int x = 3;
    pthread_barrier_init(&gate, NULL, 2);
    pthread_create(&t, NULL, worker, &x);
    x = 4;
    pthread_barrier_wait(&gate);
    pthread_barrier_destroy(&gate);
    pthread_join(t, NULL);
    printf("%d\n", box);
    return 0;
}
