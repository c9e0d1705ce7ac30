// fails: output time concurrency
/* Every worker gets count / workers numbers; the rest is nobody's. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long long numbers[64], squares[64];
static int count;

static int workers;

static void *worker(void *arg)
{
    int share = count / workers, first = *(int *)arg * share;
    for (int i = first; i < first + share; i++) {
        sleep(1);
        squares[i] = numbers[i] * numbers[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int id[80];
    workers = atoi(argv[1]);
    pthread_t threads[80];

    count = argc - 2;
    for (int i = 0; i < count; i++)
        numbers[i] = atoll(argv[i + 2]);
    for (int w = 0; w < workers; w++) {
        id[w] = w;
        pthread_create(&threads[w], NULL, worker, &id[w]);
    }
    for (int w = 0; w < workers; w++)
        pthread_join(threads[w], NULL);

    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
