// explore: clean; no-races
// A barrier of mutex and condition.
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
typedef struct {
    int required, nthreads;
    _Bool go;
    pthread_mutex_t mtx;
    pthread_cond_t cv;
} barrier_t;
barrier_t b;
int g;
_Bool barrier_wait(barrier_t *b)
{
    pthread_mutex_lock(&b->mtx);
    ++b->nthreads;
    if (b->nthreads == b->required) {
        b->go = 1;
        pthread_cond_broadcast(&b->cv);
        pthread_mutex_unlock(&b->mtx);
        return 1;
    }
    while (!b->go)
        pthread_cond_wait(&b->cv, &b->mtx);
    pthread_mutex_unlock(&b->mtx);
    return 0;
}
void *worker(void *_)
{
    barrier_wait(&b);
    __VERIFIER_assert(g == 1);
    return 0;
}
int main()
{
    pthread_t t1, t2;
    b.required = 3;
    pthread_mutex_init(&b.mtx, 0);
    pthread_cond_init(&b.cv, 0);
    pthread_create(&t1, 0, worker, 0);
    pthread_create(&t2, 0, worker, 0);
    g = 1;
    barrier_wait(&b);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    return 0;
}
