// fails: exclusion
/* Lets go of the forks before it says that the meal is over. */
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
}

static void *philosopher(void *arg)
{
    int i = (int)(long)arg, left = i, right = (i + 1) % seats;
    int first = left < right ? left : right, second = left < right ? right : left;
    for (int meal = 1; meal <= meals; meal++) {
        pthread_mutex_lock(&forks[first]);
        pthread_mutex_lock(&forks[second]);
        eat(i, meal);
        pthread_mutex_unlock(&forks[second]);
        pthread_mutex_unlock(&forks[first]);
        printf("Philosopher %d ends meal %d\n", i, meal);
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
