/* A thread pool: the main thread puts the numbers into a queue, the workers take them out until it is closed. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t put, taken; /* under lock: jobs put in and taken out so far */
    bool closed;       /* under lock */
};

struct pool {
    struct queue queue;
    const long long *numbers;
    long long *squares;
};

static bool take(struct queue *q, size_t *job)
{
    bool found;

    pthread_mutex_lock(&q->lock);
    while (q->taken == q->put && !q->closed)
        pthread_cond_wait(&q->changed, &q->lock);
    found = q->taken < q->put;
    if (found)
        *job = q->taken++;
    pthread_mutex_unlock(&q->lock);
    return found;
}

static void put(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->put++;
    pthread_cond_signal(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

static void close_queue(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->changed);
    pthread_mutex_unlock(&q->lock);
}

static long long slow_square(long long x)
{
    sleep(1);
    return x * x;
}

static void *work(void *arg)
{
    struct pool *pool = arg;
    size_t job;

    while (take(&pool->queue, &job))
        pool->squares[job] = slow_square(pool->numbers[job]);
    return NULL;
}

static void print_list(const long long *list, size_t count)
{
    printf("[");
    for (size_t i = 0; i < count; i++)
        printf("%s%lld", i ? ", " : "", list[i]);
    printf("]\n");
}

int main(int argc, char **argv)
{
    size_t count = argc > 2 ? (size_t)argc - 2 : 0, started = 0;
    size_t workers = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    long long *numbers = calloc(count + 1, sizeof *numbers), *squares = calloc(count + 1, sizeof *squares);
    struct pool pool = {.queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
    pthread_t threads[8];

    if (numbers == NULL || squares == NULL || workers < 1 || workers > 8)
        return 1;
    pool.numbers = numbers;
    pool.squares = squares;
    for (size_t i = 0; i < count; i++)
        numbers[i] = strtoll(argv[i + 2], NULL, 10);
    for (; started < workers; started++)
        if (pthread_create(&threads[started], NULL, work, &pool) != 0)
            return 1;
    for (size_t i = 0; i < count; i++)
        put(&pool.queue);
    close_queue(&pool.queue);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    print_list(squares, count);
    free(numbers);
    free(squares);
    return 0;
}
