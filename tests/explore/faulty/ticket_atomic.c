// explore: faulty assert
// Load and store are atomic each, not together: two sellers get the same number.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int next, sold[4];

static void *sell(void *unused)
{
    (void)unused;
    int ticket = atomic_load(&next);
    atomic_store(&next, ticket + 1);
    assert(atomic_fetch_add(&sold[ticket], 1) == 0);
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, sell, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
