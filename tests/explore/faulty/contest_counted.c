// explore: faulty assert
// main looks at what the others have done only in runs in which both have counted themselves. What
// the second reads comes from a store that the first has not made known to all.
#include <pthread.h>

extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern void __VERIFIER_assume(int);
extern void reach_error(void);
extern _Bool __VERIFIER_nondet_bool(void);

static int x, x_buffered, x_in_buffer, y, seen_x, seen_y, done;

static void *first(void *unused)
{
    __VERIFIER_atomic_begin();
    x_buffered = 1;
    x_in_buffer = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    y = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    x = x_in_buffer ? x_buffered : x;
    done++;
    __VERIFIER_atomic_end();
    return unused;
}

static void *second(void *unused)
{
    __VERIFIER_atomic_begin();
    seen_y = y;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    seen_x = __VERIFIER_nondet_bool() ? x : 1;
    done++;
    __VERIFIER_atomic_end();
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, first, NULL);
    pthread_create(&thread, NULL, second, NULL);
    __VERIFIER_atomic_begin();
    int counted = done;
    __VERIFIER_atomic_end();
    __VERIFIER_assume(counted == 2);
    __VERIFIER_atomic_begin();
    if (seen_y == 1 && seen_x == 0)
        reach_error();
    __VERIFIER_atomic_end();
    return 0;
}
