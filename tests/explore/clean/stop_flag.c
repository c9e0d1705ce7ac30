// explore: clean
// Workers look at a flag and sleep in between.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

static atomic_bool stops;
static atomic_int ticks;

static void *work(void *number)
{
    if (*(int *)number == 0) {
        usleep(1000);
        atomic_store(&stops, true);
        return NULL;
    }
    while (!atomic_load(&stops)) {
        atomic_fetch_add(&ticks, 1);
        usleep(100);
    }
    return NULL;
}

static void run(int n, void *(*body)(void *))
{
    static int numbers[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    pthread_t threads[8];
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, body, &numbers[i]);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    run(3, work);
    return 0;
}
