// explore: clean
// pthread_barrier between phases; the one that is told so adds up.
#include <assert.h>
#include <pthread.h>

#define N 4
static pthread_barrier_t barrier;
static int parts[N], total;

static void *work(void *number)
{
    int me = *(int *)number;
    parts[me] = me + 1;
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
        for (int i = 0; i < N; i++)
            total += parts[i];
    pthread_barrier_wait(&barrier);
    assert(total == 10);
    return NULL;
}

static void run(int n, void *(*body)(void *))
{
    static int numbers[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    pthread_t threads[8];
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, body, &numbers[i]);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    pthread_barrier_init(&barrier, NULL, N);
    run(4, work);
    pthread_barrier_destroy(&barrier);
    return 0;
}
