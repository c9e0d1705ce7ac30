// explore: clean
// Starts threads for ever; each raises the number by compare and swap.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_uint number;

static void *raise_it(void *unused)
{
    unsigned seen = atomic_load(&number);
    while (!atomic_compare_exchange_strong(&number, &seen, seen + 1))
        ;
    assert(atomic_load(&number) > seen);
    return unused;
}

int main(void)
{
    for (;;) {
        pthread_t thread;
        pthread_create(&thread, NULL, raise_it, NULL);
    }
}
