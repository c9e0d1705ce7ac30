// explore: clean
// The area under a curve, each thread a part.
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
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
double sum = 0;
int intervals = 40, nthreads = 4;
double func(double x)
{
    return 4.0 / (1.0 + x * x);
}
void *myPartOfCalc(void *id)
{
    int me = *(int *)id;
    double my = 0, h = 1.0 / intervals;
    for (int i = me; i < intervals; i += nthreads)
        my += func(h * (i + 0.5)) * h;
    printf("part %f\n", my);
    pthread_mutex_lock(&mutex);
    sum += my;
    pthread_mutex_unlock(&mutex);
    return 0;
}
int main(int argc, char *argv[])
{
    pthread_t *t = malloc(nthreads * sizeof *t);
    int *id = malloc(nthreads * sizeof *id);
    for (int i = 0; i < nthreads; i++) {
        id[i] = i;
        pthread_create(&t[i], 0, myPartOfCalc, &id[i]);
    }
    for (int i = 0; i < nthreads; i++)
        pthread_join(t[i], 0);
    __VERIFIER_assert(fabs(sum - 3.14159) < 0.01);
    free(t);
    free(id);
    return 0;
}
