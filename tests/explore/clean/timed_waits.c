// explore: clean
// Waits with a deadline, each in a loop over what it waits for.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t there = PTHREAD_COND_INITIALIZER;
static sem_t posted;
static bool is_there;

static struct timespec in_ms(long ms)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void *waiter(void *unused)
{
    pthread_mutex_lock(&lock);
    while (!is_there) {
        struct timespec until = in_ms(50);
        int error = pthread_cond_timedwait(&there, &lock, &until);
        assert(error == 0 || error == ETIMEDOUT);
    }
    pthread_mutex_unlock(&lock);
    for (;;) {
        struct timespec until = in_ms(20);
        if (sem_timedwait(&posted, &until) == 0)
            return unused;
        assert(errno == ETIMEDOUT);
    }
}

static void *giver(void *unused)
{
    struct timespec delay = {0, 120000000};
    nanosleep(&delay, NULL);
    for (;;) {
        struct timespec until = in_ms(10);
        if (pthread_mutex_timedlock(&lock, &until) == 0)
            break;
    }
    is_there = true;
    pthread_cond_signal(&there);
    pthread_mutex_unlock(&lock);
    nanosleep(&delay, NULL);
    sem_post(&posted);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    sem_init(&posted, 0, 0);
    pthread_create(&a, NULL, waiter, NULL);
    pthread_create(&b, NULL, giver, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    sem_destroy(&posted);
    return 0;
}
