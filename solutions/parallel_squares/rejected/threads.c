// fails: concurrency
#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t sums[64], n;

static void *squares(void *arg)
{
    uint64_t sum = 0;
    for (uint64_t x = 0; x < n; x++)
        sum += x * x;
    sums[(long)arg] = sum;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    struct timespec a, b;
    long count = argc > 1 ? atol(argv[1]) : 0;
    n = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (long i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, squares, (void *)i);
    for (long i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        printf("Sum: %" PRIu64 "\n", sums[i]);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("Time with Multi-processing: %.3f\n", (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
    return 0;
}
