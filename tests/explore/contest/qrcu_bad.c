// explore: faulty assert; no-races
// Read, copy, update: the updater waits for the readers of before.
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
int idx = 0, ctr1 = 1, ctr2 = 0;
int readerprogress1 = 0;
pthread_mutex_t mutex;
void __VERIFIER_atomic_use1(int myidx)
{
    assume_abort_if_not(myidx <= 0 && ctr1 > 0);
    ctr1++;
}
void __VERIFIER_atomic_use2(int myidx)
{
    assume_abort_if_not(myidx >= 1 && ctr2 > 0);
    ctr2++;
}
void __VERIFIER_atomic_use_done(int myidx)
{
    if (myidx <= 0) {
        ctr1--;
    } else {
        ctr2--;
    }
}
void __VERIFIER_atomic_take_snapshot(int *r1)
{
    *r1 = readerprogress1;
}
void __VERIFIER_atomic_check_progress1(int r1)
{
    if (__VERIFIER_nondet_int()) {
        assume_abort_if_not(r1 == 1 && readerprogress1 == 1);
        if (!(0))
        ERROR : {
            reach_error();
            abort();
        }
    }
    return;
}
void *qrcu_reader1(void *arg)
{
    int myidx;
    while (1) {
        myidx = idx;
        if (__VERIFIER_nondet_int()) {
            __VERIFIER_atomic_use1(myidx);
            break;
        } else {
            if (__VERIFIER_nondet_int()) {
                __VERIFIER_atomic_use2(myidx);
                break;
            } else {
            }
        }
    }
    readerprogress1 = 1;
    readerprogress1 = 2;
    __VERIFIER_atomic_use_done(myidx);
    return 0;
}
void *qrcu_updater(void *arg)
{
    int r1 = 0;
    __VERIFIER_atomic_take_snapshot(&r1);
    pthread_mutex_lock(&mutex);
    if (idx <= 0) {
        ctr2++;
        idx = 1;
        ctr1--;
    } else {
        ctr1++;
        idx = 0;
        ctr2--;
    }
    if (idx <= 0) {
        while (ctr1 > 1)
            ;
    } else {
        while (ctr2 > 1)
            ;
    }
    pthread_mutex_unlock(&mutex);
    __VERIFIER_atomic_check_progress1(r1);
    return 0;
}
int main()
{
    pthread_t t1, t3;
    pthread_mutex_init(&mutex, 0);
    pthread_create(&t1, 0, qrcu_reader1, 0);
    pthread_create(&t3, 0, qrcu_updater, 0);
    pthread_join(t1, 0);
    pthread_join(t3, 0);
    pthread_mutex_destroy(&mutex);
    return 0;
}
