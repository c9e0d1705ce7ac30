// explore: faulty deadlock
// A signal that comes before the wait is lost: who waits does not look first.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t empty = PTHREAD_COND_INITIALIZER, full = PTHREAD_COND_INITIALIZER;
static int count = 1;

static void *put(void *unused)
{
    pthread_mutex_lock(&lock);
    while (count > 0)
        pthread_cond_wait(&empty, &lock);
    count++;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&full);
    return unused;
}

static void *take(void *unused)
{
    pthread_mutex_lock(&lock);
    while (count == 0)
        pthread_cond_wait(&full, &lock);
    count--;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&full); /* the wrong one */
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, put, NULL);
    pthread_create(&b, NULL, take, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
