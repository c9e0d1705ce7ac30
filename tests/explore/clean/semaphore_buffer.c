// explore: clean
// A bounded buffer with three semaphores.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#define SIZE 2
static int buffer[SIZE], in, out, sum;
static sem_t free_places, items, guard;

static void *work(void *number)
{
    for (int i = 1; i <= 2; i++) {
        int puts = *(int *)number % 2;
        sem_wait(puts ? &free_places : &items);
        sem_wait(&guard);
        if (puts)
            buffer[in++ % SIZE] = i;
        else
            sum += buffer[out++ % SIZE];
        sem_post(&guard);
        sem_post(puts ? &items : &free_places);
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
    sem_init(&free_places, 0, SIZE);
    sem_init(&items, 0, 0);
    sem_init(&guard, 0, 1);
    run(4, work);
    assert(sum == 6);
    return 0;
}
