// explore: clean; no-races
// A ticket lock of atomic sections, in a loop that may end at any time.
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
volatile unsigned int s;
volatile unsigned int t;
void __VERIFIER_atomic_inc_s()
{
    s++;
}
void __VERIFIER_atomic_inc_t()
{
    assume_abort_if_not(t < 1000000);
    t++;
}
void *thr1(void *arg)
{
    unsigned int m = 0;
    while (1) {
        __VERIFIER_atomic_begin();
        m = t++;
        __VERIFIER_atomic_end();
        while (m != s)
            ; /* critical */
        __VERIFIER_assert(s == m);
        __VERIFIER_atomic_inc_s();
        if (__VERIFIER_nondet_int())
            break;
    }
    return 0;
}
int main()
{
    pthread_t x;
    int n = __VERIFIER_nondet_int();
    for (int i = 0; i < n && i < 5; i++)
        pthread_create(&x, 0, thr1, 0);
    thr1(0);
    return 0;
}
