// explore: clean; no-races
// A lock for readers and writers made of assumptions.
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
int w = 0, r = 0, x, y;
void __VERIFIER_atomic_take_write_lock()
{
    assume_abort_if_not(w == 0 && r == 0);
    w = 1;
}
void __VERIFIER_atomic_take_read_lock()
{
    assume_abort_if_not(w == 0);
    r = r + 1;
}
void __VERIFIER_atomic_release_read_lock()
{
    r = r - 1;
}
void *writer(void *_)
{
    __VERIFIER_atomic_take_write_lock();
    x = 3;
    w = 0;
    return 0;
}
void *reader(void *_)
{
    int l;
    __VERIFIER_atomic_take_read_lock();
    l = x;
    y = l;
    __VERIFIER_assert(y == x);
    __VERIFIER_atomic_release_read_lock();
    return 0;
}
int main()
{
    pthread_t t1, t2, t3, t4;
    pthread_create(&t1, 0, writer, 0);
    pthread_create(&t2, 0, reader, 0);
    pthread_create(&t3, 0, writer, 0);
    pthread_create(&t4, 0, reader, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    pthread_join(t3, 0);
    pthread_join(t4, 0);
    return 0;
}
