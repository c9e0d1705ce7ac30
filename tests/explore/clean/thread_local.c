// explore: clean
// Each thread has its own counter; only the sum is shared.
#include <assert.h>
#include <pthread.h>

static _Thread_local int mine = 5;
static int sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *number)
{
    for (int i = 0; i < 3; i++)
        mine += *(int *)number;
    pthread_mutex_lock(&lock);
    sum += mine;
    pthread_mutex_unlock(&lock);
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
    run(4, work);
    assert(sum == 4 * 5 + 3 * (0 + 1 + 2 + 3) && mine == 5);
    return 0;
}
