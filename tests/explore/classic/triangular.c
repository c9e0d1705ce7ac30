// explore: faulty assert; no-races
// Two threads set their number to one more than the other's, five times each: the greatest needs
// strict turns.
#include <assert.h>
#include <pthread.h>

#define ROUNDS 5
static int i = 3, j = 6;

static void *above_j(void *unused)
{
    for (int k = 0; k < ROUNDS; k++)
        i = j + 1;
    return unused;
}

static void *above_i(void *unused)
{
    for (int k = 0; k < ROUNDS; k++)
        j = i + 1;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, above_j, NULL);
    pthread_create(&b, NULL, above_i, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(i <= 2 * ROUNDS + 5 && j <= 2 * ROUNDS + 5);
    return 0;
}
