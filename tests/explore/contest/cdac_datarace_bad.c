// explore: faulty assert; no-races
// Two count with a sleep between reading and writing.
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
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int myglobal;
void *thread_function_datarace(void *arg)
{
    int i, j;
    for (i = 0; i < 20; i++) {
        j = myglobal;
        j = j + 1;
        printf("\n In thread_function_datarace..\t");
        fflush(stdout);
        sleep(1);
        myglobal = j;
    }
    return NULL;
}
int main(void)
{
    pthread_t mythread;
    int i;
    if (pthread_create(&mythread, NULL, thread_function_datarace, NULL)) {
        exit(-1);
    }
    for (i = 0; i < 20; i++) {
        myglobal = myglobal + 1;
        sleep(1);
    }
    if (pthread_join(mythread, NULL)) {
        exit(-1);
    }
    __VERIFIER_assert(myglobal == 40);
    exit(0);
}
