// explore: clean; no-races
// Functions and sections of the verification contest that are one step.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern int __VERIFIER_nondet_int(void);

static int taken, inside, count, given;

static void assume_abort_if_not(int holds)
{
    if (!holds)
        abort();
}

static void __VERIFIER_atomic_take(void)
{
    assume_abort_if_not(taken == 0);
    taken = 1;
}

static void *work(void *unused)
{
    int mine = __VERIFIER_nondet_int();
    assume_abort_if_not(mine >= 0 && mine < 10);
    __VERIFIER_atomic_take();
    inside++;
    assert(inside == 1);
    inside--;
    given += mine;
    taken = 0;
    __VERIFIER_atomic_begin();
    count++;
    __VERIFIER_atomic_end();
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert(count == 3 && given < 30);
    return 0;
}
