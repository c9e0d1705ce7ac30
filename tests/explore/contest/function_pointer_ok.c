// explore: clean; no-races
// Which function a thread runs is drawn.
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
typedef void *(*func_type)(void *arg);
void *f1(void *arg);
void *f2(void *arg);
func_type volatile pf;
int volatile which;
func_type __VERIFIER_atomic_read(func_type *p)
{
    return *p;
}
void *f1(void *arg)
{
    which = 1;
    return 0;
}
void *f2(void *arg)
{
    which = 2;
    return 0;
}
int main(void)
{
    pthread_t t;
    while (1) {
        func_type f = __VERIFIER_nondet_int() ? f1 : f2;
        pthread_create(&t, 0, f, 0);
        __VERIFIER_assert(which >= 0 && which <= 2);
    }
}
