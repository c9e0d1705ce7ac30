// explore: clean
// A queue lock with the builtins of gcc.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
struct mcs {
    struct mcs *next;
    int locked;
} * tail;
int n;
static void lock(struct mcs *m)
{
    m->next = 0;
    m->locked = 1;
    struct mcs *p = __atomic_exchange_n(&tail, m, __ATOMIC_ACQ_REL);
    if (p) {
        __atomic_store_n(&p->next, m, __ATOMIC_RELEASE);
        while (__atomic_load_n(&m->locked, __ATOMIC_ACQUIRE))
            __builtin_ia32_pause();
    }
}
static void unlock(struct mcs *m)
{
    struct mcs *e = m;
    if (!__atomic_load_n(&m->next, __ATOMIC_ACQUIRE)) {
        if (__atomic_compare_exchange_n(&tail, &e, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return;
        while (!__atomic_load_n(&m->next, __ATOMIC_ACQUIRE))
            __builtin_ia32_pause();
    }
    __atomic_store_n(&m->next->locked, 0, __ATOMIC_RELEASE);
}
void *w(void *_)
{
    struct mcs me;
    lock(&me);
    n++;
    unlock(&me);
    return 0;
}
int main(void)
{
    pthread_t a[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&a[i], 0, w, 0);
    for (int i = 0; i < 4; i++)
        pthread_join(a[i], 0);
    assert(n == 4);
    return 0;
}
