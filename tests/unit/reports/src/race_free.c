#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void *worker(void *arg)
{
    int *p = arg;
    usleep(100000);
    p[0] = 3;
    return NULL;
}
int main(void)
{
    pthread_t t;
    int *p = malloc(40);
    pthread_create(&t, NULL, worker, p);
    free(p);
    pthread_join(t, NULL);
    return 0;
}
