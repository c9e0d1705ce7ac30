// explore: clean
// A spin lock made of atomic_flag.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_flag taken = ATOMIC_FLAG_INIT;
static int count;

static void *work(void *unused)
{
    for (int i = 0; i < 2; i++) {
        while (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire))
            ;
        count++;
        atomic_flag_clear_explicit(&taken, memory_order_release);
    }
    return unused;
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
    assert(count == 8);
    return 0;
}
