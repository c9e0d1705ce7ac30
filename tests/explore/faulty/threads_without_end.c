// explore: faulty assert
// Starts threads for ever. Those that lower the number come between the two looks of the others.
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

static void *lower_it(void *unused)
{
    unsigned seen = atomic_load(&number);
    while (seen > 0 && !atomic_compare_exchange_strong(&number, &seen, seen - 1))
        ;
    return unused;
}

int main(void)
{
    for (;;) {
        pthread_t thread;
        pthread_create(&thread, NULL, raise_it, NULL);
        pthread_create(&thread, NULL, lower_it, NULL);
    }
}
