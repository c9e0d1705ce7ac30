/* A waiter lets all but one sit down: then somebody always has both forks. */
#include <semaphore.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t forks[16];
static sem_t chairs;
static int seats, meals;

static void eat(int i, int meal)
{
    printf("Philosopher %d starts meal %d\n", i, meal);
    usleep(10000);
    printf("Philosopher %d ends meal %d\n", i, meal);
}

static void *philosopher(void *arg)
{
    int i = (int)(long)arg, left = i, right = (i + 1) % seats;
    for (int meal = 1; meal <= meals; meal++) {
        sem_wait(&chairs);
        pthread_mutex_lock(&forks[left]);
        pthread_mutex_lock(&forks[right]);
        eat(i, meal);
        pthread_mutex_unlock(&forks[right]);
        pthread_mutex_unlock(&forks[left]);
        sem_post(&chairs);
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
    sem_init(&chairs, 0, (unsigned)seats - 1);
    for (int i = 0; i < seats; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < seats; i++)
        pthread_create(&threads[i], NULL, philosopher, (void *)(long)i);
    for (int i = 0; i < seats; i++)
        pthread_join(threads[i], NULL);
    puts("All done");
    return 0;
}
