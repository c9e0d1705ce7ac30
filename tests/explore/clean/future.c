// explore: clean
// A value that one computes and three wait for.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static int value;
static bool is_there;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t there = PTHREAD_COND_INITIALIZER;

static void *compute(void *unused)
{
    int result = 0;
    for (int i = 1; i <= 10; i++)
        result += i;
    pthread_mutex_lock(&lock);
    value = result;
    is_there = true;
    pthread_mutex_unlock(&lock);
    pthread_cond_broadcast(&there);
    return unused;
}

static void *use(void *unused)
{
    pthread_mutex_lock(&lock);
    while (!is_there)
        pthread_cond_wait(&there, &lock);
    pthread_mutex_unlock(&lock);
    assert(value == 55);
    return unused;
}

int main(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, use, NULL);
    pthread_create(&threads[3], NULL, compute, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
