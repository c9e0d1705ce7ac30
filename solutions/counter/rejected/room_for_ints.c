// fails: memory
/* The array has room for as many int as there are threads, but it holds pthread_t. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long counter;
static long increments;

static void *add(void *arg)
{
    for (long i = 0; i < increments; i++)
        counter++;
    return arg;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 0;
    pthread_t *threads = malloc((size_t)count * sizeof(int));
    increments = argc > 2 ? atol(argv[2]) : 0;
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("Final Value: %ld\n", counter);
    free(threads);
    return 0;
}
