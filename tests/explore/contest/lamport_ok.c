// explore: clean; no-races
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
        int y1 = y;
        if (y1 != 0) {
            b1 = 0;
            y1 = y;
            while (y1 != 0) {
                y1 = y;
            }
            continue;
        }
        y = 1;
        int x1 = x;
        if (x1 != 1) {
            b1 = 0;
            int b21 = b2;
            while (b21 >= 1) {
                b21 = b2;
            }
            y1 = y;
            if (y1 != 1) {
                y1 = y;
                while (y1 != 0) {
                    y1 = y;
                }
                continue;
            }
        }
        break;
    }
    X = 0;
    int X1 = X;
    __VERIFIER_assert(X1 <= 0);
    y = 0;
    b1 = 0;
    return 0;
}
void *thr2(void *_)
{
    while (1) {
        b2 = 1;
        x = 2;
        int y2 = y;
        if (y2 != 0) {
            b2 = 0;
            y2 = y;
            while (y2 != 0) {
                y2 = y;
            }
            continue;
        }
        y = 2;
        int x2 = x;
        if (x2 != 2) {
            b2 = 0;
            int b12 = b1;
            while (b12 >= 1) {
                b12 = b1;
            }
            y2 = y;
            if (y2 != 2) {
                y2 = y;
                while (y2 != 0) {
                    y2 = y;
                }
                continue;
            }
        }
        break;
    }
    X = 1;
    int X2 = X;
    __VERIFIER_assert(X2 >= 1);
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
