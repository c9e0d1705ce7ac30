// fails: concurrency
/* The threads take and let go of the lock, and the main thread does all the counting. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *work(void *unused)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(int argc, char **argv)
{
    int threads = atoi(argv[argc - 2]);
    long total = threads * atol(argv[argc - 1]);
    pthread_t ids[64];
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, work, NULL);
    for (long i = 0; i < total; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
    }
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
