// explore: faulty assert; no-races
// As many threads as a number that is drawn.
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
int x, n;
void *thr1(void *_)
{
    __VERIFIER_assert(x < n);
    return 0;
}
void *thr2(void *_)
{
    __VERIFIER_atomic_begin();
    x++;
    __VERIFIER_atomic_end();
    return 0;
}
int main(int argc, char *argv[])
{
    pthread_t t1;
    pthread_t t2s[20];
    x = 0;
    n = __VERIFIER_nondet_int();
    assume_abort_if_not(n > 0 && n < 20);
    for (int i = 0; i < n; i++)
        pthread_create(&t2s[i], 0, thr2, 0);
    pthread_create(&t1, 0, thr1, 0);
    return 0;
}
