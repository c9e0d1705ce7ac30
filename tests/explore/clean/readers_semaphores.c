// explore: clean
// Readers and writers with two semaphores: the first reader locks for all.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t count_guard, resource;
static int readers, value;

static void *read_value(void)
{
    sem_wait(&count_guard);
    if (++readers == 1)
        sem_wait(&resource);
    sem_post(&count_guard);
    assert(value % 2 == 0);
    sem_wait(&count_guard);
    if (--readers == 0)
        sem_post(&resource);
    sem_post(&count_guard);
    return NULL;
}

static void *work(void *number)
{
    if (*(int *)number > 1)
        return read_value();
    sem_wait(&resource);
    value++;
    value++;
    sem_post(&resource);
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
    sem_init(&count_guard, 0, 1);
    sem_init(&resource, 0, 1);
    run(5, work);
    assert(value == 4 && readers == 0);
    return 0;
}
