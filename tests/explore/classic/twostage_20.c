// explore: faulty assert; no-races
// Two values that belong together, each with a lock of its own: a reader between
// the two stages of a writer sees the new first value with the old second one.
#include <assert.h>
#include <pthread.h>

#define WRITERS 19
#define READERS 1
static pthread_mutex_t lock1 = PTHREAD_MUTEX_INITIALIZER, lock2 = PTHREAD_MUTEX_INITIALIZER;
static int value1, value2;

static void *write_both(void *unused)
{
    pthread_mutex_lock(&lock1);
    value1 = 1;
    pthread_mutex_unlock(&lock1);
    pthread_mutex_lock(&lock2);
    value2 = value1 + 1;
    pthread_mutex_unlock(&lock2);
    return unused;
}

static void *read_both(void *unused)
{
    pthread_mutex_lock(&lock1);
    int first = value1;
    pthread_mutex_unlock(&lock1);
    if (first == 0)
        return unused;
    pthread_mutex_lock(&lock2);
    int second = value2;
    pthread_mutex_unlock(&lock2);
    assert(second == first + 1);
    return unused;
}

static void run(int n, void *(*body)(void *), pthread_t *t)
{
    for (int i = 0; i < n; i++)
        pthread_create(&t[i], NULL, body, NULL);
}

static void wait_for(int n, const pthread_t *t)
{
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
}

int main(void)
{
    pthread_t writers[WRITERS], readers[READERS];
    run(WRITERS, write_both, writers);
    run(READERS, read_both, readers);
    wait_for(WRITERS, writers);
    wait_for(READERS, readers);
    return 0;
}
