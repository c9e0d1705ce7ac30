// explore: faulty assert; no-races
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
    while (flag2 >= 3)
        ;
    flag1 = 3;
    flag1 = 4;
    while (flag2 >= 2)
        ;
    x = 0;
    __VERIFIER_assert(x <= 0);
    while (2 <= flag2 && flag2 <= 3)
        ;
    flag1 = 0;
    return 0;
}
void *thr2(void *_)
{
    flag2 = 1;
    while (flag1 >= 3)
        ;
    flag2 = 3;
    if (flag1 == 1) {
        flag2 = 2;
        while (flag1 != 4)
            ;
    }
    flag2 = 4;
    x = 1;
    __VERIFIER_assert(x >= 1);
    while (2 <= flag1 && flag1 <= 3)
        ;
    flag2 = 0;
    return 0;
}
int main()
{
    pthread_t t1, t2;
    pthread_create(&t1, 0, thr1, 0);
    pthread_create(&t2, 0, thr2, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    return 0;
}
