// explore: clean
// Dining philosophers: a waiter lets all but one sit down.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#define N 4
static pthread_mutex_t forks[N];
static sem_t seats;
static int meals;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *number)
{
    int me = *(int *)number;
    sem_wait(&seats);
    pthread_mutex_lock(&forks[me]);
    pthread_mutex_lock(&forks[(me + 1) % N]);
    pthread_mutex_lock(&lock);
    meals++;
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&forks[(me + 1) % N]);
    pthread_mutex_unlock(&forks[me]);
    sem_post(&seats);
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
    sem_init(&seats, 0, N - 1);
    for (int i = 0; i < N; i++)
        pthread_mutex_init(&forks[i], NULL);
    run(4, work);
    assert(meals == N);
    return 0;
}
