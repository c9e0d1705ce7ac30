// explore: clean; no-races
// Dekker's algorithm.
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
int turn;
int x;
void *thr1(void *_)
{
    flag1 = 1;
    int f2 = flag2;
    while (f2 >= 1) {
        int t = turn;
        if (t != 0) {
            flag1 = 0;
            t = turn;
            while (t != 0) {
                t = turn;
            };
            flag1 = 1;
        }
        f2 = flag2;
    }
    x = 0;
    int lx = x;
    __VERIFIER_assert(lx <= 0);
    turn = 1;
    flag1 = 0;
    return 0;
}
void *thr2(void *_)
{
    flag2 = 1;
    int f1 = flag1;
    while (f1 >= 1) {
        int t = turn;
        if (t != 1) {
            flag2 = 0;
            t = turn;
            while (t != 1) {
                t = turn;
            };
            flag2 = 1;
        }
        f1 = flag1;
    }
    x = 1;
    int lx = x;
    __VERIFIER_assert(lx >= 1);
    turn = 0;
    flag2 = 0;
    return 0;
}
int main()
{
    pthread_t t1, t2;
    turn = __VERIFIER_nondet_int();
    assume_abort_if_not(0 <= turn && turn <= 1);
    pthread_create(&t1, 0, thr1, 0);
    pthread_create(&t2, 0, thr2, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    return 0;
}
