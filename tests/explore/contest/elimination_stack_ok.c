// explore: clean; no-races
// Treiber's stack with relaxed orders.
extern void abort(void);
extern void __assert_fail(const char *, const char *, unsigned int, const char *)
    __attribute__((__nothrow__, __leaf__)) __attribute__((__noreturn__));
void reach_error()
{
    __assert_fail("0", "prog.c", 3, "reach_error");
}
void assume_abort_if_not(int cond)
{
    if (!cond) {
        abort();
    }
}
void __VERIFIER_assert(int cond)
{
    if (!(cond)) {
    ERROR : {
        reach_error();
        abort();
    }
    }
    return;
}
extern int __VERIFIER_nondet_int(void);
extern unsigned int __VERIFIER_nondet_uint(void);
extern _Bool __VERIFIER_nondet_bool(void);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
typedef struct Cell {
    struct Cell *pnext;
    int pdata;
} Cell;
typedef struct ThreadInfo {
    unsigned id;
    int op;
    Cell cell;
} ThreadInfo;
_Atomic(Cell *) S = 0;
atomic_int pushed, popped;
void push(int v)
{
    Cell *c = malloc(sizeof *c);
    c->pdata = v;
    Cell *old = atomic_load_explicit(&S, memory_order_relaxed);
    do {
        c->pnext = old;
    } while (!atomic_compare_exchange_weak_explicit(&S, &old, c, memory_order_release,
                                                    memory_order_relaxed));
    atomic_fetch_add(&pushed, v);
}
int pop()
{
    Cell *old = atomic_load_explicit(&S, memory_order_acquire);
    while (old && !atomic_compare_exchange_weak_explicit(&S, &old, old->pnext, memory_order_acquire,
                                                         memory_order_acquire))
        ;
    if (!old)
        return 0;
    int v = old->pdata;
    atomic_fetch_add(&popped, v);
    return v;
}
void *t1(void *_)
{
    push(1);
    pop();
    return 0;
}
void *t2(void *_)
{
    push(2);
    pop();
    return 0;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, t1, 0);
    pthread_create(&b, 0, t2, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    __VERIFIER_assert(pushed == popped && S == 0);
    return 0;
}
