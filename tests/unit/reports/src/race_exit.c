#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int done;
static void *worker(void *arg)
{
    (void)arg;
    done = 1;
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    usleep(100000);
    printf("%d\n", done);
    return 0;
}
