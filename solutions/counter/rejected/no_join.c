// fails: output cleanup race
/* Prints without waiting for the threads. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static long counter, increments;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *arg)
{
    (void)arg;
    for (long i = 0; i < increments; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc > 1 ? atoi(argv[1]) : 0;

    increments = argc > 2 ? atol(argv[2]) : 0;
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
