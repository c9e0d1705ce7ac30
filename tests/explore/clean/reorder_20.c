// explore: clean
// 10 threads write a and then b, 10 check them: all under one lock.
#include <assert.h>
#include <pthread.h>

#define SETTERS  10
#define CHECKERS 10
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int a, b;

static void *set(void *unused)
{
    pthread_mutex_lock(&lock);
    a = 1;
    b = -1;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *check(void *unused)
{
    pthread_mutex_lock(&lock);
    assert((a == 0 && b == 0) || (a == 1 && b == -1));
    pthread_mutex_unlock(&lock);
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
    pthread_t setters[SETTERS], checkers[CHECKERS];
    run(SETTERS, set, setters);
    run(CHECKERS, check, checkers);
    wait_for(SETTERS, setters);
    wait_for(CHECKERS, checkers);
    return 0;
}
