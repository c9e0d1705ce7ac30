// explore: faulty assert; no-races
// Fails for one value in ten, in one order.
#include <pthread.h>
#include <stdlib.h>

extern int __VERIFIER_nondet_int(void);
extern void reach_error(void);

static int chosen, seen;

static void assume_abort_if_not(int holds)
{
    if (!holds)
        abort();
}

static void *work(void *unused)
{
    chosen = __VERIFIER_nondet_int();
    assume_abort_if_not(chosen >= 0 && chosen < 10);
    return unused;
}

static void *look(void *unused)
{
    seen = chosen;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, look, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    if (seen == 7)
        reach_error();
    return 0;
}
