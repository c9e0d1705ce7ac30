// explore: clean
// A sequence lock: readers try again when a writer was there meanwhile.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_uint sequence;
static atomic_int a, b;

static void write_both(int value)
{
    atomic_fetch_add(&sequence, 1);
    atomic_store_explicit(&a, value, memory_order_relaxed);
    atomic_store_explicit(&b, -value, memory_order_relaxed);
    atomic_fetch_add(&sequence, 1);
}

static void read_both(void)
{
    unsigned before;
    int x, y;
    do {
        before = atomic_load(&sequence);
        x = atomic_load(&a);
        y = atomic_load(&b);
    } while (before % 2 || before != atomic_load(&sequence));
    assert(x == -y);
}

static void *work(void *number)
{
    for (int i = 1; i <= 2; i++) {
        if (*(int *)number == 0)
            write_both(i);
        else
            read_both();
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
    run(3, work);
    return 0;
}
