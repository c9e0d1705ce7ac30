// explore: faulty assert; no-races
// 2 threads write a and then b, 2 check them: a check between the two writes sees them out of step.
#include <assert.h>
#include <pthread.h>

#define SETTERS  2
#define CHECKERS 2
static volatile int a, b;

static void *set(void *unused)
{
    a = 1;
    b = -1;
    return unused;
}

static void *check(void *unused)
{
    assert((a == 0 && b == 0) || (a == 1 && b == -1));
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
