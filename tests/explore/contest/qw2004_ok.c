// explore: clean; no-races
// The bluetooth driver: adding goes on while stopping.
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
volatile int stoppingFlag;
volatile int pendingIo;
volatile int stoppingEvent;
volatile int stopped;
void __VERIFIER_atomic_inc(int *r)
{
    if (stoppingFlag)
        *r = -1;
    else {
        pendingIo++;
        *r = 0;
    }
}
void __VERIFIER_atomic_dec(int *r)
{
    pendingIo--;
    *r = pendingIo;
}
void BCSP_IoDecrement()
{
    int p;
    __VERIFIER_atomic_dec(&p);
    if (p == 0)
        stoppingEvent = 1;
}
void *BCSP_PnpAdd(void *arg)
{
    int status;
    __VERIFIER_atomic_inc(&status);
    if (status == 0) {
        __VERIFIER_assert(!stopped);
        BCSP_IoDecrement();
    }
    return 0;
}
void *BCSP_PnpStop(void *arg)
{
    stoppingFlag = 1;
    BCSP_IoDecrement();
    assume_abort_if_not(stoppingEvent);
    stopped = 1;
    return 0;
}
int main()
{
    pthread_t t;
    stoppingFlag = 0;
    pendingIo = 1;
    stoppingEvent = 0;
    stopped = 0;
    pthread_create(&t, 0, BCSP_PnpStop, 0);
    BCSP_PnpAdd(0);
    pthread_join(t, 0);
    return 0;
}
