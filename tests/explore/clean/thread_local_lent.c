// explore: clean
// Threads lend variables of their own to others by address: as nodes of a queue lock (MCS), and to
// a child.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct node {
    _Atomic(struct node *) next;
    atomic_int waits;
};

static _Atomic(struct node *) tail;
static _Thread_local struct node own;
static _Thread_local int mine = 5;
static int count;

static void lock(void)
{
    atomic_store(&own.next, NULL);
    atomic_store(&own.waits, 1);
    struct node *before = atomic_exchange(&tail, &own);
    if (!before)
        return;
    atomic_store(&before->next, &own);
    while (atomic_load(&own.waits))
        ;
}

static void unlock(void)
{
    struct node *last = &own;
    if (!atomic_load(&own.next)) {
        if (atomic_compare_exchange_strong(&tail, &last, NULL))
            return;
        while (!atomic_load(&own.next))
            ;
    }
    atomic_store(&atomic_load(&own.next)->waits, 0);
}

static void *work(void *lent)
{
    for (int i = 0; i < 2; i++) {
        lock();
        count++;
        unlock();
    }
    assert(mine == 5);
    mine = 7;
    *(int *)lent = 9;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    int other = 0;
    mine = 6;
    pthread_create(&thread, NULL, work, &mine);
    for (int i = 0; i < 2; i++) {
        lock();
        other = count++;
        unlock();
    }
    pthread_join(thread, NULL);
    assert(count == 4 && other < 4 && mine == 9);
    return 0;
}
