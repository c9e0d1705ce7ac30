/* Dijkstra's way: a state for each philosopher, and a condition variable on which to wait for both forks at once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t may_eat[16];
static int eating[16], seats, meals;

static int free_for(int i)
{
    return !eating[(i + 1) % seats] && !eating[(i + seats - 1) % seats];
}

static void *philosopher(void *arg)
{
    int i = *(int *)arg;
    for (int meal = 1; meal <= meals; meal++) {
        pthread_mutex_lock(&table);
        while (!free_for(i))
            pthread_cond_wait(&may_eat[i], &table);
        eating[i] = 1;
        pthread_mutex_unlock(&table);
        printf("Philosopher %d starts meal %d\n", i, meal);
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        printf("Philosopher %d ends meal %d\n", i, meal);
        pthread_mutex_lock(&table);
        eating[i] = 0;
        pthread_cond_signal(&may_eat[(i + 1) % seats]);
        pthread_cond_signal(&may_eat[(i + seats - 1) % seats]);
        pthread_mutex_unlock(&table);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[16];
    int numbers[16];
    if (argc != 3)
        return 1;
    seats = atoi(argv[1]);
    meals = atoi(argv[2]);
    for (int i = 0; i < seats; i++)
        pthread_cond_init(&may_eat[i], NULL);
    for (int i = 0; i < seats; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, philosopher, &numbers[i]);
    }
    for (int i = 0; i < seats; i++)
        pthread_join(threads[i], NULL);
    printf("All done\n");
    return 0;
}
