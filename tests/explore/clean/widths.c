// explore: clean
// Atomic operations on 1, 2, 4 and 8 bytes, with the builtins of gcc.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

static uint8_t a;
static uint16_t b;
static uint32_t c;
static uint64_t d;
static int lock, count;

static void *work(void *unused)
{
    __sync_fetch_and_add(&a, 1);
    __atomic_add_fetch(&b, 3, __ATOMIC_RELAXED);
    uint32_t old = __atomic_load_n(&c, __ATOMIC_ACQUIRE);
    while (!__atomic_compare_exchange_n(&c, &old, old + 5, 1, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        ;
    __sync_add_and_fetch(&d, UINT64_C(1) << 40);
    while (__sync_lock_test_and_set(&lock, 1))
        ;
    count++;
    __sync_lock_release(&lock);
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
    run(3, work);
    assert(a == 3 && b == 9 && c == 15 && d == UINT64_C(3) << 40 && count == 3);
    return 0;
}
