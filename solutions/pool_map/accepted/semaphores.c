/* The classic bounded buffer: producer, consumers and two semaphores that count full and free places. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PLACES 3
#define NO_MORE (-1)

static int buffer[PLACES];
static int head, tail;
static sem_t full, empty;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long values[64];

static void down(sem_t *s)
{
    while (sem_wait(s) != 0 && errno == EINTR)
        ;
}

static void put(int index)
{
    down(&empty);
    pthread_mutex_lock(&lock);
    buffer[tail] = index;
    tail = (tail + 1) % PLACES;
    pthread_mutex_unlock(&lock);
    sem_post(&full);
}

static int get(void)
{
    down(&full);
    pthread_mutex_lock(&lock);
    int index = buffer[head];
    head = (head + 1) % PLACES;
    pthread_mutex_unlock(&lock);
    sem_post(&empty);
    return index;
}

static void *consumer(void *unused)
{
    int index;

    while ((index = get()) != NO_MORE) {
        sleep(1);
        values[index] *= values[index];
    }
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[8];
    int workers = argc > 1 ? atoi(argv[1]) : 1, n = argc > 2 ? argc - 2 : 0;

    if (workers < 1 || workers > 8 || n > 64 || sem_init(&full, 0, 0) || sem_init(&empty, 0, PLACES))
        return 1;
    for (int i = 0; i < n; i++)
        values[i] = atoll(argv[i + 2]);
    for (int w = 0; w < workers; w++)
        if (pthread_create(&threads[w], NULL, consumer, NULL) != 0)
            return 1;
    for (int i = 0; i < n; i++)
        put(i);
    for (int w = 0; w < workers; w++)
        put(NO_MORE);
    for (int w = 0; w < workers; w++)
        pthread_join(threads[w], NULL);
    printf("[");
    for (int i = 0; i < n; i++)
        printf("%s%lld", i > 0 ? ", " : "", values[i]);
    printf("]\n");
    sem_destroy(&full);
    sem_destroy(&empty);
    return 0;
}
