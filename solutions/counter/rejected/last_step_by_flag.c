// fails: output
/* The main thread takes a counter of threads that are done for a join; it is raised before the subtotal is added. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

static long counter, increments;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t done;

static void *add(void *arg)
{
    (void)arg;
    sem_post(&done);
    pthread_mutex_lock(&lock);
    counter += increments;
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc > 1 ? atoi(argv[1]) : 0;

    increments = argc > 2 ? atol(argv[2]) : 0;
    sem_init(&done, 0, 0);
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < count; i++)
        sem_wait(&done);
    pthread_mutex_lock(&lock);
    long value = counter;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("Final Value: %ld\n", value);
    return 0;
}
