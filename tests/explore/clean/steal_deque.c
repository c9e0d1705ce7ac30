// explore: clean
// A work-stealing deque after Chase and Lev, of fixed size.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define SIZE  8
#define ITEMS 4
static atomic_int items[SIZE], taken[ITEMS + 1];
static atomic_long top, bottom;

static void push(int item)
{
    long b = atomic_load(&bottom);
    atomic_store(&items[b % SIZE], item);
    atomic_store(&bottom, b + 1);
}

static int pop(void)
{
    long b = atomic_load(&bottom) - 1;
    atomic_store(&bottom, b);
    long t = atomic_load(&top);
    if (t > b) {
        atomic_store(&bottom, b + 1);
        return 0;
    }
    int item = atomic_load(&items[b % SIZE]);
    if (t == b) { /* the last one: against the thieves */
        if (!atomic_compare_exchange_strong(&top, &t, t + 1))
            item = 0;
        atomic_store(&bottom, b + 1);
    }
    return item;
}

static int steal(void)
{
    long t = atomic_load(&top);
    if (t >= atomic_load(&bottom))
        return 0;
    int item = atomic_load(&items[t % SIZE]);
    return atomic_compare_exchange_strong(&top, &t, t + 1) ? item : 0;
}

static void use(int item)
{
    assert(item == 0 || atomic_fetch_add(&taken[item], 1) == 0);
}

static void *thief(void *unused)
{
    use(steal());
    use(steal());
    return unused;
}

int main(void)
{
    pthread_t thieves[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&thieves[i], NULL, thief, NULL);
    for (int i = 1; i <= ITEMS; i++) {
        push(i);
        if (i % 2 == 0)
            use(pop());
    }
    for (int item; (item = pop());)
        use(item);
    for (int i = 0; i < 2; i++)
        pthread_join(thieves[i], NULL);
    return 0;
}
