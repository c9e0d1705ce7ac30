// fails: output cleanup race
/* Prints the list without waiting for the workers. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long numbers[64], squares[64];
static int count, next;

static void *worker(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        int i = next++;
        pthread_mutex_unlock(&lock);
        if (i >= count)
            return arg;
        sleep(1);
        squares[i] = numbers[i] * numbers[i];
    }
}

int main(int argc, char **argv)
{
    int workers = atoi(argv[1]);
    pthread_t threads[80];

    count = argc - 2;
    for (int i = 0; i < count; i++)
        numbers[i] = atoll(argv[i + 2]);
    for (int w = 0; w < workers; w++)
        pthread_create(&threads[w], NULL, worker, NULL);

    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
