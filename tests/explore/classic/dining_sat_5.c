// explore: faulty assert; no-races
// 5 philosophers under one lock; the oracle says that they cannot all have eaten: they can.
#include <assert.h>
#include <pthread.h>

#define N 5
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER, forks[N];
static volatile int fed;

static void *dine(void *arg)
{
    int left = *(int *)arg, right = (left + 1) % N;
    pthread_mutex_lock(&table);
    pthread_mutex_lock(&forks[right]);
    pthread_mutex_lock(&forks[left]);
    pthread_mutex_unlock(&forks[left]);
    pthread_mutex_unlock(&forks[right]);
    pthread_mutex_unlock(&table);
    fed = fed + 1;
    assert(fed != N);
    return NULL;
}

int main(void)
{
    pthread_t t[N];
    int seat[N];
    for (int i = 0; i < N; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < N; i++) {
        seat[i] = i;
        pthread_create(&t[i], NULL, dine, &seat[i]);
    }
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL);
    return 0;
}
