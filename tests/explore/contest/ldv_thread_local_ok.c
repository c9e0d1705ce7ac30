// explore: clean; no-races
// Data of each thread beside shared ones.
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
#include <stdlib.h>
static __thread int tls;
struct device {
    int x;
} * d;
pthread_mutex_t mutex;
void *thread1(void *_)
{
    tls = 1;
    pthread_mutex_lock(&mutex);
    d->x++;
    pthread_mutex_unlock(&mutex);
    __VERIFIER_assert(tls == 1);
    tls++;
    __VERIFIER_assert(tls == 2);
    return 0;
}
static int alloc_7(void)
{
    d = (struct device *)malloc(sizeof *d);
    if (d == 0)
        return -12;
    d->x = 0;
    return 0;
}
int main()
{
    pthread_t t1, t2;
    if (alloc_7())
        return 0;
    pthread_mutex_init(&mutex, 0);
    pthread_create(&t1, 0, thread1, 0);
    pthread_create(&t2, 0, thread1, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    __VERIFIER_assert(tls == 0 && d->x == 2);
    free(d);
    return 0;
}
