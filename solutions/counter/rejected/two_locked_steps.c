// fails: output
/* Reads under the lock and writes under the lock, but lets go in between. */
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
        long seen = counter;
        pthread_mutex_unlock(&lock);

        pthread_mutex_lock(&lock);
        counter = seen + 1;
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
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
