#include <pthread.h>
#include <stdlib.h>
static pthread_mutex_t *forks;
static void eat(int a, int b)
{
    pthread_mutex_lock(&forks[a]);
    pthread_mutex_lock(&forks[b]);
    pthread_mutex_unlock(&forks[b]);
    pthread_mutex_unlock(&forks[a]);
}
static void *philosopher(void *arg)
{
    int i = *(int *)arg;
    eat(i, (i + 1) % 3);
    return NULL;
}
int main(void)
{
    forks = calloc(3, sizeof *forks);
    for (int i = 0; i < 3; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < 3; i++) {
        pthread_t t;
        pthread_create(&t, NULL, philosopher, &i);
        pthread_join(t, NULL);
    }
    free(forks);
    return 0;
}
