// explore: clean; no-races
// Producer and consumer raise and lower one counter.
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
int n = 0;
pthread_mutex_t mut;
void *producer(void *a)
{
    int num = *(int *)a;
    int i = 0;
    while (i < num) {
        pthread_mutex_lock(&mut);
        n++;
        pthread_mutex_unlock(&mut);
        i++;
    }
    return 0;
}
void *consumer(void *a)
{
    int num = *(int *)a;
    while (num > 0) {
        pthread_mutex_lock(&mut);
        if (n > 0) {
            n--;
            pthread_mutex_unlock(&mut);
            num--;
        } else {
            pthread_mutex_unlock(&mut);
        }
    }
    return 0;
}
int main()
{
    pthread_t p, c;
    int num = __VERIFIER_nondet_int();
    assume_abort_if_not(num > 0 && num < 20);
    pthread_mutex_init(&mut, 0);
    pthread_create(&p, 0, producer, &num);
    pthread_create(&c, 0, consumer, &num);
    pthread_join(p, 0);
    pthread_join(c, 0);
    __VERIFIER_assert(n == 0);
    return 0;
}
