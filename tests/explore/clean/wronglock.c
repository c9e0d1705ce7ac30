// explore: clean
// 1 thread counts and looks under one lock, 3 count under the same one.
#include <assert.h>
#include <pthread.h>

#define LOOKERS  1
#define COUNTERS 3
static pthread_mutex_t data_lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int value;

static void *look(void *unused)
{
    pthread_mutex_lock(&data_lock);
    int before = value;
    value = value + 1;
    assert(value == before + 1);
    pthread_mutex_unlock(&data_lock);
    return unused;
}

static void *count(void *unused)
{
    pthread_mutex_lock(&data_lock);
    value = value + 1;
    pthread_mutex_unlock(&data_lock);
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
    pthread_t lookers[LOOKERS], counters[COUNTERS];
    run(LOOKERS, look, lookers);
    run(COUNTERS, count, counters);
    wait_for(LOOKERS, lookers);
    wait_for(COUNTERS, counters);
    return 0;
}
