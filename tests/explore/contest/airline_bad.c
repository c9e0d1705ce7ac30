// explore: faulty assert; no-races
// More seats sold than there are.
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
int MAX = 15, numberOfSeatsSold = 0;
_Bool stopSales = 0;
void *thr(void *_)
{
    numberOfSeatsSold++;
    if (numberOfSeatsSold >= MAX)
        stopSales = 1;
    return 0;
}
int main()
{
    pthread_t t[20];
    int n = 0;
    for (int i = 0; i < 20; i++) {
        pthread_create(&t[i], 0, thr, 0);
        n = i;
        if (stopSales) {
            break;
        }
    }
    for (int i = 0; i <= n; i++)
        pthread_join(t[i], 0);
    if (numberOfSeatsSold > MAX) {
    ERROR:
        reach_error();
    }
    return 0;
}
