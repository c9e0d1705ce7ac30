// explore: faulty assert; no-races
// Threads count up to a number that is drawn.
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
volatile int x;
volatile int n;
void *thr1(void *arg)
{
    __VERIFIER_assert(x < n);
    x++;
    return 0;
}
void *thr2(void *arg)
{
    int t;
    t = x;
    x = t + 1;
    if (x == n) {
        reach_error();
    }
    return 0;
}
int main(int argc, char *argv[])
{
    pthread_t t;
    int i;
    x = 0;
    n = __VERIFIER_nondet_int();
    assume_abort_if_not(n >= 3 && n < 100);
    for (i = 0; i < n; i++) {
        pthread_create(&t, 0, thr2, 0);
    }
    return 0;
}
