// fails: concurrency
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t forks[16];
static int seats, meals;

static void eat(int i, int meal)
{
    printf("Philosopher %d starts meal %d\n", i, meal);
    usleep(10000);
    printf("Philosopher %d ends meal %d\n", i, meal);
}

static void *philosopher(void *arg)
{
    int i = (int)(long)arg;
    for (int meal = 1; meal <= meals; meal++) {
        pthread_mutex_lock(&forks[0]);
        eat(i, meal);
        pthread_mutex_unlock(&forks[0]);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[16];
    if (argc != 3)
        return 1;
    seats = atoi(argv[1]);
    meals = atoi(argv[2]);
    for (int i = 0; i < seats; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < seats; i++)
        pthread_create(&threads[i], NULL, philosopher, (void *)(long)i);
    for (int i = 0; i < seats; i++)
        pthread_join(threads[i], NULL);
    puts("All done");
    return 0;
}
