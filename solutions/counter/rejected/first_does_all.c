// fails: concurrency
/* The first thread does the work of all; the others find nothing left to do. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static long counter, total;

static void *work(void *is_first)
{
    for (long i = 0; is_first && i < total; i++)
        counter++;
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = atoi(argv[argc - 2]);
    total = threads * atol(argv[argc - 1]);
    pthread_t ids[64];
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, work, i == 0 ? &total : NULL);
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
