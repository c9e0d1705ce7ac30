// explore: faulty assert; no-races
// One thread goes round without end, and would use up the whole budget in a few schedules; the
// other two must take strict turns.
#include <assert.h>
#include <pthread.h>

#define ROUNDS 4
static int i = 1, j = 1;

static void *go_round(void *unused)
{
    (void)unused;
    for (unsigned long rounds = 0;; rounds++)
        ;
}

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
    pthread_t idle, a, b;
    pthread_create(&idle, NULL, go_round, NULL);
    pthread_create(&a, NULL, add_j, NULL);
    pthread_create(&b, NULL, add_i, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(i < 55 && j < 55);
    pthread_join(idle, NULL);
    return 0;
}
