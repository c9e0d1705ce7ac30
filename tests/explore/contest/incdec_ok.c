// explore: clean; no-races
// A counter raised and lowered under a lock made of assumptions.
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
volatile unsigned value = 0, m = 0;
unsigned inc_flag = 0;
unsigned dec_flag = 0;
void __VERIFIER_atomic_acquire()
{
    assume_abort_if_not(m == 0);
    m = 1;
}
void __VERIFIER_atomic_release()
{
    assume_abort_if_not(m == 1);
    m = 0;
}
static inline unsigned inc()
{
    unsigned inc_v = 0;
    __VERIFIER_atomic_acquire();
    if (value == 0u - 1) {
        __VERIFIER_atomic_release();
        return 0;
    } else {
        inc_v = value;
        inc_flag = 1, value = inc_v + 1;
        __VERIFIER_atomic_release();
        {
            __VERIFIER_atomic_begin();
            __VERIFIER_assert(dec_flag || value > inc_v);
            __VERIFIER_atomic_end();
        }
        return inc_v + 1;
    }
}
static inline unsigned dec()
{
    unsigned dec_v;
    __VERIFIER_atomic_acquire();
    if (value == 0) {
        __VERIFIER_atomic_release();
        return 0u - 1;
    } else {
        dec_v = value;
        dec_flag = 1, value = dec_v - 1;
        __VERIFIER_atomic_release();
        __VERIFIER_assert(inc_flag || value < dec_v);
        return dec_v - 1;
    }
}
void *thr1(void *arg)
{
    int r = __VERIFIER_nondet_int();
    if (r)
        inc();
    else
        dec();
    return 0;
}
int main()
{
    pthread_t t;
    while (1) {
        pthread_create(&t, 0, thr1, 0);
    }
    return 0;
}
