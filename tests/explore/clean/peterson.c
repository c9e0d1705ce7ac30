// explore: clean
// Peterson's algorithm with sequentially consistent atomics.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool wants[2];
static atomic_int turn;
static int count;

static void *work(void *number)
{
    int me = *(int *)number, other = 1 - me;
    for (int i = 0; i < 2; i++) {
        atomic_store(&wants[me], true);
        atomic_store(&turn, other);
        while (atomic_load(&wants[other]) && atomic_load(&turn) == other)
            ;
        count++;
        atomic_store(&wants[me], false);
    }
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
    run(2, work);
    assert(count == 4);
    return 0;
}
