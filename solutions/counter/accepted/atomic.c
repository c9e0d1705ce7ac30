/* An atomic counter. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long counter;
static long increments;

static void *add(void *arg)
{
    (void)arg;
    for (long i = 0; i < increments; i++)
        atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
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
    printf("Final Value: %ld\n", atomic_load(&counter));
    return 0;
}
