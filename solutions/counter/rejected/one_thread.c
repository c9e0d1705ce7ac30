// fails: concurrency
/* One thread does the work of all. */
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
    increments *= count;
    pthread_create(&threads[0], NULL, add, NULL);
    pthread_join(threads[0], NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
