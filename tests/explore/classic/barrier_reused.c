// explore: faulty assert,deadlock; no-races
// After streamcluster: a barrier made by hand that is used twice; who is slow to leave meets the
// next round.
#include <assert.h>
#include <pthread.h>

#define N 3
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_here = PTHREAD_COND_INITIALIZER;
static int arrived;
static volatile int rounds[N];

static void barrier(void)
{
    pthread_mutex_lock(&lock);
    arrived++;
    if (arrived == N) {
        arrived = 0;
        pthread_cond_broadcast(&all_here);
    } else {
        while (arrived != 0)
            pthread_cond_wait(&all_here, &lock);
    }
    pthread_mutex_unlock(&lock);
}

static void *work(void *number)
{
    int me = *(int *)number;
    for (int r = 1; r <= 2; r++) {
        rounds[me] = r;
        barrier();
        for (int i = 0; i < N; i++)
            assert(rounds[i] >= r);
    }
    return NULL;
}

int main(void)
{
    static int numbers[N] = {0, 1, 2};
    pthread_t threads[N];
    for (int i = 0; i < N; i++)
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
