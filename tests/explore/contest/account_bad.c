// explore: faulty assert; no-races
// Deposit and withdrawal with any amounts; the check has a sign wrong.
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
int x, y, z, balance;
_Bool deposit_done = 0, withdraw_done = 0;
pthread_mutex_t m;
void *deposit(void *arg)
{
    pthread_mutex_lock(&m);
    balance = balance + y;
    deposit_done = 1;
    pthread_mutex_unlock(&m);
    return 0;
}
void *withdraw(void *arg)
{
    pthread_mutex_lock(&m);
    balance = balance - z;
    withdraw_done = 1;
    pthread_mutex_unlock(&m);
    return 0;
}
void *check_result(void *arg)
{
    pthread_mutex_lock(&m);
    if (deposit_done && withdraw_done)
        __VERIFIER_assert(balance == (x - y) - z);
    pthread_mutex_unlock(&m);
    return 0;
}
int main()
{
    pthread_t t1, t2, t3;
    pthread_mutex_init(&m, 0);
    x = __VERIFIER_nondet_int();
    y = __VERIFIER_nondet_int();
    z = __VERIFIER_nondet_int();
    balance = x;
    pthread_create(&t3, 0, check_result, 0);
    pthread_create(&t1, 0, deposit, 0);
    pthread_create(&t2, 0, withdraw, 0);
    return 0;
}
