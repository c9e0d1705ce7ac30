// explore: clean; no-races
// A counter raised by compare and swap, by any number of threads.
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
volatile unsigned value;
void __VERIFIER_atomic_CAS(volatile unsigned *v, unsigned e, unsigned u, unsigned *r)
{
    if (*v == e) {
        *v = u, *r = 1;
    } else {
        *r = 0;
    }
}
void *thr1(void *arg)
{
    unsigned v, vn, casret;
    do {
        v = value;
        if (v == 0u - 1)
            return 0;
        vn = v + 1;
        __VERIFIER_atomic_CAS(&value, v, vn, &casret);
    } while (casret == 0);
    __VERIFIER_assert(value > v);
    return 0;
}
int main()
{
    pthread_t t;
    while (1) {
        pthread_create(&t, 0, thr1, 0);
    }
}
