// explore: clean
// A lock-free stack over an array; a tag beside the head keeps ABA away.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define N 4
static _Atomic uint64_t head = 1; /* low half: 1 + index; high half: tag */
static atomic_uint next[N + 1] = {0, 2, 3, 4, 0};
static atomic_int owners[N + 1];

static unsigned pop(void)
{
    uint64_t old = atomic_load(&head), new;
    do {
        unsigned top = (uint32_t)old;
        if (!top)
            return 0;
        new = ((old >> 32) + 1) << 32 | atomic_load(&next[top]);
    } while (!atomic_compare_exchange_weak(&head, &old, new));
    return (uint32_t)old;
}

static void push(unsigned node)
{
    uint64_t old = atomic_load(&head), new;
    do {
        atomic_store(&next[node], (uint32_t)old);
        new = ((old >> 32) + 1) << 32 | node;
    } while (!atomic_compare_exchange_weak(&head, &old, new));
}

static void *work(void *unused)
{
    for (int i = 0; i < 2; i++) {
        unsigned a = pop(), b = pop();
        assert(a && atomic_fetch_add(&owners[a], 1) == 0);
        assert(b && atomic_fetch_add(&owners[b], 1) == 0);
        atomic_fetch_sub(&owners[a], 1);
        push(a);
        atomic_fetch_sub(&owners[b], 1);
        push(b);
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
    run(2, work);
    return 0;
}
