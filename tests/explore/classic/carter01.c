// explore: faulty deadlock
// Two kinds of users count themselves in; the first of a kind takes a lock for all of it, the last
// gives it back. The two kinds take the counter and the lock the other way round.
#include <pthread.h>

static pthread_mutex_t counters = PTHREAD_MUTEX_INITIALIZER, resource = PTHREAD_MUTEX_INITIALIZER;
static int users_a, users_b;

static void *use_a(void *unused)
{
    pthread_mutex_lock(&counters);
    if (++users_a == 1)
        pthread_mutex_lock(&resource);
    pthread_mutex_unlock(&counters);

    pthread_mutex_lock(&counters);
    if (--users_a == 0)
        pthread_mutex_unlock(&resource);
    pthread_mutex_unlock(&counters);
    return unused;
}

static void *use_b(void *unused)
{
    pthread_mutex_lock(&counters);
    if (++users_b == 1)
        pthread_mutex_lock(&resource);
    pthread_mutex_unlock(&counters);

    pthread_mutex_lock(&counters);
    if (--users_b == 0)
        pthread_mutex_unlock(&resource);
    pthread_mutex_unlock(&counters);
    return unused;
}

static void *nothing(void *unused)
{
    return unused;
}

int main(void)
{
    pthread_t threads[5];
    void *(*const bodies[5])(void *) = {use_a, use_b, nothing, nothing, nothing};
    for (int i = 0; i < 5; i++)
        pthread_create(&threads[i], NULL, bodies[i], NULL);
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
