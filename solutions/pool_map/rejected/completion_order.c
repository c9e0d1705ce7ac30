// fails: output
/* Each worker appends its squares at the end of its share: the list is in the order of completion. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long numbers[64], squares[64];
static int count, next;

static int ready;

static void *worker(void *arg)
{
    int workers = next, first = *(int *)arg;
    for (int i = first; i < count; i += workers)
        sleep(1);
    pthread_mutex_lock(&lock);
    for (int i = first; i < count; i += workers)
        squares[ready++] = numbers[i] * numbers[i];
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    int workers = atoi(argv[1]);
    pthread_t threads[80];

    count = argc - 2;
    for (int i = 0; i < count; i++)
        numbers[i] = atoll(argv[i + 2]);
    int first[8];
    next = workers;
    for (int w = 0; w < workers; w++) {
        first[w] = w;
        pthread_create(&threads[w], NULL, worker, &first[w]);
    }
    for (int w = 0; w < workers; w++)
        pthread_join(threads[w], NULL);

    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
