// explore: clean; no-races
// Two threads store and look, with nothing between.
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
int cnt = 0, x = 0, y = 0, EAX, EBX;
void *P0(void *arg)
{
    __VERIFIER_atomic_begin();
    x = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    EAX = y;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    cnt = cnt + 1;
    __VERIFIER_atomic_end();
    return 0;
}
void *P1(void *arg)
{
    __VERIFIER_atomic_begin();
    y = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    EBX = x;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    cnt = cnt + 1;
    __VERIFIER_atomic_end();
    return 0;
}
int main()
{
    pthread_t t1, t2;
    pthread_create(&t1, 0, P0, 0);
    pthread_create(&t2, 0, P1, 0);
    __VERIFIER_atomic_begin();
    _Bool g = cnt == 2;
    __VERIFIER_atomic_end();
    assume_abort_if_not(g);
    __VERIFIER_atomic_begin();
    g = !(EAX == 0 && EBX == 0);
    __VERIFIER_atomic_end();
    __VERIFIER_assert(g);
    return 0;
}
