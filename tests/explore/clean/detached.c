// explore: clean
// Detached threads; main waits until the last has said that it is done.
#include <assert.h>
#include <pthread.h>

#define N 4
static int left = N, sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_done = PTHREAD_COND_INITIALIZER;

static void *work(void *number)
{
    pthread_mutex_lock(&lock);
    sum += *(int *)number;
    if (--left == 0)
        pthread_cond_signal(&all_done);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    static int numbers[N] = {1, 2, 3, 4};
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < N; i++) {
        pthread_t t;
        pthread_create(&t, i % 2 ? &detached : NULL, work, &numbers[i]);
        if (i % 2 == 0)
            pthread_detach(t);
    }
    pthread_mutex_lock(&lock);
    while (left)
        pthread_cond_wait(&all_done, &lock);
    assert(sum == 10);
    pthread_mutex_unlock(&lock);
    return 0;
}
