// explore: faulty assert; no-races
// Numbers handed over one by one, and added.
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
#define N 4
int num;
unsigned long total;
pthread_mutex_t m;
pthread_cond_t empty, full;
void *thread1(void *arg)
{
    int i = 0;
    while (i < N) {
        pthread_mutex_lock(&m);
        while (num > 0)
            pthread_cond_wait(&empty, &m);
        num++;
        pthread_mutex_unlock(&m);
        pthread_cond_signal(&full);
        i++;
    }
    return 0;
}
void *thread2(void *arg)
{
    int j = 0;
    while (j < N) {
        pthread_mutex_lock(&m);
        while (num == 0)
            pthread_cond_wait(&full, &m);
        total = total + j;
        num--;
        pthread_mutex_unlock(&m);
        pthread_cond_signal(&empty);
        j++;
    }
    total = total + j;
    return 0;
}
int main(void)
{
    pthread_t t1, t2;
    num = 0;
    total = 0;
    pthread_mutex_init(&m, 0);
    pthread_cond_init(&empty, 0);
    pthread_cond_init(&full, 0);
    pthread_create(&t1, 0, thread1, 0);
    pthread_create(&t2, 0, thread2, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    if (total == ((N * (N + 1)) / 2)) {
    ERROR : {
        reach_error();
        abort();
    };
    }
    return 0;
}
