/* Each thread counts for itself and hands its count over as its result: nothing is shared. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *count(void *increments)
{
    intptr_t mine = 0;
    for (intptr_t i = 0; i < (intptr_t)increments; i++)
        mine++;
    return (void *)mine;
}

int main(int argc, char **argv)
{
    int threads = atoi(argv[1]);
    intptr_t increments = argc > 2 ? atol(argv[2]) : 0, sum = 0;
    pthread_t ids[64];
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, count, (void *)increments);
    for (int i = 0; i < threads; i++) {
        void *result;
        pthread_join(ids[i], &result);
        sum += (intptr_t)result;
    }
    printf("Final Value: %ld\n", (long)sum);
    return 0;
}
