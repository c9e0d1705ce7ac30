// explore: faulty assert; no-races
// As classic/fib_bench.c, but the one that looks does not wait for the two that count: it must not look
// before they are done, and nothing says so.
#include <assert.h>
#include <pthread.h>

#define ROUNDS 4
static int i = 1, j = 1;

static void *add_j(void *unused)
{
    for (int k = 0; k < ROUNDS; k++)
        i += j;
    return unused;
}

static void *add_i(void *unused)
{
    for (int k = 0; k < ROUNDS; k++)
        j += i;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, add_j, NULL);
    pthread_create(&b, NULL, add_i, NULL);
    assert(i < 55 && j < 55);
    return 0;
}
