// explore: clean
// What is kept for a thread is given to its destructor.
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
pthread_key_t key;
_Atomic int dtors;
void destructor(void *data)
{
    __VERIFIER_assert((long)data == 42);
    dtors++;
    free(0);
}
void *worker(void *k)
{
    pthread_setspecific(key, (void *)42);
    return 0;
}
int main()
{
    pthread_key_create(&key, &destructor);
    pthread_t t;
    pthread_create(&t, 0, worker, 0);
    pthread_setspecific(key, 0);
    pthread_join(t, 0);
    __VERIFIER_assert(dtors == 1);
    return 0;
}
