// explore: clean; no-races
// Szymanski's algorithm.
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
int flag1 = 0, flag2 = 0;
int x;
void *thr1(void *_)
{
    flag1 = 1;
    int f21 = flag2;
    while (f21 >= 3)
        f21 = flag2;
    flag1 = 3;
    f21 = flag2;
    if (f21 == 1) {
        flag1 = 2;
        f21 = flag2;
        while (f21 != 4)
            f21 = flag2;
    }
    flag1 = 4;
    f21 = flag2;
    while (f21 >= 2)
        f21 = flag2;
    x = 0;
    int X1 = x;
    __VERIFIER_assert(X1 <= 0);
    f21 = flag2;
    while (2 <= f21 && f21 <= 3)
        f21 = flag2;
    flag1 = 0;
    return 0;
}
void *thr2(void *_)
{
    flag2 = 1;
    int f12 = flag1;
    while (f12 >= 3)
        f12 = flag1;
    flag2 = 3;
    f12 = flag1;
    if (f12 == 1) {
        flag2 = 2;
        f12 = flag1;
        while (f12 != 4)
            f12 = flag1;
    }
    flag2 = 4;
    f12 = flag1;
    while (f12 >= 2)
        f12 = flag1;
    __VERIFIER_atomic_begin();
    x = 1;
    __VERIFIER_atomic_end();
    int X2 = x;
    __VERIFIER_assert(X2 >= 1);
    f12 = flag1;
    while (2 <= f12 && f12 <= 3)
        f12 = flag1;
    flag2 = 0;
    return 0;
}
int main()
{
    pthread_t t1, t2;
    pthread_create(&t1, 0, thr1, 0);
    return 0;
}
