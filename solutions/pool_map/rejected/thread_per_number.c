// fails: concurrency
/* A new thread for each number; a counter lets only WORKERS of them work at once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long numbers[64], squares[64];
static int count;

static pthread_cond_t place = PTHREAD_COND_INITIALIZER;
static int busy, limit;

static void *worker(void *arg)
{
    long long *number = arg;
    pthread_mutex_lock(&lock);
    while (busy == limit)
        pthread_cond_wait(&place, &lock);
    busy++;
    pthread_mutex_unlock(&lock);
    sleep(1);
    squares[number - numbers] = *number * *number;
    pthread_mutex_lock(&lock);
    busy--;
    pthread_cond_signal(&place);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    limit = atoi(argv[1]);
    pthread_t threads[80];

    count = argc - 2;
    for (int i = 0; i < count; i++)
        numbers[i] = atoll(argv[i + 2]);
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, worker, &numbers[i]);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);

    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
