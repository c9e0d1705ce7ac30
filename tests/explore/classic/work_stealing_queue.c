// explore: faulty assert
// A work-stealing queue: its owner takes the last item without the lock while a thief holds it.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define SIZE  8
#define ITEMS 4
static _Atomic int items[SIZE], taken[ITEMS + 1];
static atomic_int head, tail;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void use(int item)
{
    assert(item > 0 && atomic_fetch_add(&taken[item], 1) == 0);
}

static void push(int item)
{
    int t = atomic_load(&tail);
    atomic_store(&items[t % SIZE], item);
    atomic_store(&tail, t + 1);
}

static bool pop(int *item)
{
    int t = atomic_load(&tail) - 1;
    atomic_store(&tail, t);
    if (atomic_load(&head) <= t) {
        *item = atomic_load(&items[t % SIZE]); /* the fault: head == t needs the lock */
        return true;
    }
    atomic_store(&tail, t + 1);
    return false;
}

static bool steal(int *item)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    int h = atomic_load(&head);
    if (h < atomic_load(&tail)) {
        *item = atomic_load(&items[h % SIZE]);
        atomic_store(&head, h + 1);
        found = true;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static void *thief(void *unused)
{
    int item;
    for (int i = 0; i < 2; i++)
        if (steal(&item))
            use(item);
    return unused;
}

int main(void)
{
    pthread_t t;
    int item;
    pthread_create(&t, NULL, thief, NULL);
    for (int i = 1; i <= ITEMS; i++) {
        push(i);
        if (i % 2 == 0 && pop(&item))
            use(item);
    }
    while (pop(&item))
        use(item);
    pthread_join(t, NULL);
    return 0;
}
