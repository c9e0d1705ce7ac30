/* ends KIND: ways to end with threads about. */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static sem_t done;

static void *work(void *arg)
{
    sleep(1);
    puts("worked");
    sem_post(&done);
    return arg;
}

int main(int argc, char **argv)
{
    pthread_t t;
    const char *kind = argc > 1 ? argv[1] : "";
    sem_init(&done, 0, 0);
    pthread_create(&t, NULL, work, NULL);
    if (strcmp(kind, "cancel") == 0) {
        pthread_cancel(t);
        pthread_join(t, NULL);
        return 0;
    }
    pthread_detach(t);
    if (strcmp(kind, "pthread_exit") == 0)
        pthread_exit(NULL);
    if (strcmp(kind, "semaphore") == 0)
        sem_wait(&done);
    if (strcmp(kind, "sleep") == 0)
        sleep(1);
    if (strcmp(kind, "long_sleep") == 0)
        sleep(2);
    return 0; /* "return": at once */
}
