// explore: faulty assert; no-races
// Two threads add the other's number to their own, five times each: only when they take strict
// turns is 144 reached.
#include <assert.h>
#include <pthread.h>

#define ROUNDS 5
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
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(i < 144 && j < 144);
    return 0;
}
