// fails: concurrency
/* Start and join in one loop: nothing ever runs at once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static long counter, increments;

static void *add(void *arg)
{
    (void)arg;
    for (long i = 0; i < increments; i++)
        counter++;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc > 1 ? atoi(argv[1]) : 0;

    increments = argc > 2 ? atol(argv[2]) : 0;
    for (int i = 0; i < count; i++) {
        pthread_create(&threads[i], NULL, add, NULL);
        pthread_join(threads[i], NULL);
    }
    printf("Final Value: %ld\n", counter);
    return 0;
}
