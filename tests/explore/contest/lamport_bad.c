// explore: faulty assert; no-races
// Lamport's fast mutual exclusion.
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
int x, y;
int b1, b2;
int X;
void *thr1(void *_)
{
    while (1) {
        b1 = 1;
        x = 1;
        if (y != 0) {
            b1 = 0;
            while (y != 0) {
            }
            continue;
        }
        y = 1;
        if (x != 1) {
            b1 = 0;
            while (b2 >= 1) {
            }
            if (y != 1) {
                while (y != 0) {
                }
                continue;
            }
        }
        goto breaklbl;
    }
breaklbl:
    X = 0;
    __VERIFIER_assert(X <= 0);
    y = 0;
    b1 = 0;
    return 0;
}
void *thr2(void *_)
{
    while (1) {
        x = 2;
        b2 = 1;
        if (y != 0) {
            b2 = 0;
            while (y != 0) {
            }
            continue;
        }
        y = 2;
        if (x != 2) {
            b2 = 0;
            if (y != 2) {
                while (y != 0) {
                }
                continue;
            }
        }
        goto breaklbl;
    }
breaklbl:
    X = 1;
    __VERIFIER_assert(X >= 1);
    y = 0;
    b2 = 0;
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
