// explore: faulty assert; no-races
// An optimiser would fold what is asserted: another thread writes in between.
#include <assert.h>
#include <pthread.h>

static int owner;

static void *work(void *number)
{
    owner = *(int *)number;
    assert(owner == *(int *)number);
    return NULL;
}

int main(void)
{
    static int numbers[2] = {1, 2};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
