// explore: clean
// A program that says by reach_error() what its fault is: abort() and the status depend on values
// that may be any, and say nothing.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

extern int __VERIFIER_nondet_int(void);

void reach_error(void)
{
    assert(0);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sum;

static void *add(void *number)
{
    pthread_mutex_lock(&lock);
    sum += *(const int *)number;
    if (sum < 0)
        reach_error();
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int number = __VERIFIER_nondet_int();
    if (number < 0 || number > 1000)
        abort();
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, add, &number);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return __VERIFIER_nondet_int();
}
