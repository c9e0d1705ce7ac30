// explore: faulty deadlock
// A loop that waits for a flag that nobody will set.
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ready, count;

static void *work(void *unused)
{
    if (atomic_fetch_add(&count, 1) == 1)
        atomic_store(&ready, 1);
    while (!atomic_load(&ready))
        ;
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    pthread_join(threads[0], NULL);
    atomic_store(&ready, 0);
    pthread_join(threads[1], NULL);
    return 0;
}
