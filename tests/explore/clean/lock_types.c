// explore: clean
// A recursive mutex, and one that checks for errors.
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t recursive, checking;
static int count;

static void init(pthread_mutex_t *m, int type)
{
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, type);
    pthread_mutex_init(m, &a);
    pthread_mutexattr_destroy(&a);
}

static void down(int depth)
{
    pthread_mutex_lock(&recursive);
    if (depth > 0)
        down(depth - 1);
    count++;
    pthread_mutex_unlock(&recursive);
}

static void *work(void *unused)
{
    down(2);
    pthread_mutex_lock(&checking);
    assert(pthread_mutex_lock(&checking) == EDEADLK);
    pthread_mutex_unlock(&checking);
    assert(pthread_mutex_unlock(&checking) == EPERM);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    init(&recursive, PTHREAD_MUTEX_RECURSIVE);
    init(&checking, PTHREAD_MUTEX_ERRORCHECK);
    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(count == 6);
    pthread_mutex_destroy(&recursive);
    pthread_mutex_destroy(&checking);
    return 0;
}
