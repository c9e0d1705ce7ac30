// explore: faulty deadlock
// 4 dining philosophers: all take the left fork first, and may all wait for the right one.
#include <pthread.h>

#define N 4
static pthread_mutex_t forks[N];
static int meals;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

static void *dine(void *arg)
{
    int left = *(int *)arg, right = (left + 1) % N;
    int first = left, second = right;
    pthread_mutex_lock(&forks[first]);
    pthread_mutex_lock(&forks[second]);
    pthread_mutex_unlock(&forks[second]);
    pthread_mutex_unlock(&forks[first]);
    pthread_mutex_lock(&table);
    meals++;
    pthread_mutex_unlock(&table);
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
    return meals == N ? 0 : 1;
}
