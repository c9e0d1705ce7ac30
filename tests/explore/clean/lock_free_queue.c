// explore: clean
// A queue after Michael and Scott; nodes are never given back.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct node {
    int value;
    _Atomic(struct node *) next;
};
static struct node first;
static _Atomic(struct node *) head = &first, tail = &first;
static atomic_int sum;

static void put(int value)
{
    struct node *n = malloc(sizeof *n), *last, *none;
    n->value = value;
    atomic_init(&n->next, NULL);
    for (;;) {
        last = atomic_load(&tail);
        none = NULL;
        if (atomic_compare_exchange_strong(&last->next, &none, n))
            break;
        atomic_compare_exchange_strong(&tail, &last, none);
    }
    atomic_compare_exchange_strong(&tail, &last, n);
}

static int take(void)
{
    for (;;) {
        struct node *old = atomic_load(&head), *last = atomic_load(&tail);
        struct node *next = atomic_load(&old->next);
        if (!next)
            return 0;
        if (old == last)
            atomic_compare_exchange_strong(&tail, &last, next);
        else if (atomic_compare_exchange_strong(&head, &old, next))
            return next->value;
    }
}

static void *work(void *number)
{
    int me = *(int *)number + 1;
    put(me);
    put(10 * me);
    atomic_fetch_add(&sum, take());
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
    for (int value; (value = take());)
        atomic_fetch_add(&sum, value);
    assert(sum == 66);
    return 0;
}
