/* The waiter lets nobody ask while one still waits for a fork: few eat together, but they can. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

    static int n,
    meals;
static pthread_mutex_t forks[16], waiter = PTHREAD_MUTEX_INITIALIZER;

static void *dine(void *arg)
{
    int i = *(int *)arg;
    int a = i, b = (i + 1) % n;
    for (int k = 1; k <= meals; k++) {
        pthread_mutex_lock(&waiter);
        pthread_mutex_lock(&forks[a]);
        pthread_mutex_lock(&forks[b]);
        pthread_mutex_unlock(&waiter);
        printf("Philosopher %d starts meal %d\n", i, k);
        usleep(10000);
        printf("Philosopher %d ends meal %d\n", i, k);
        pthread_mutex_unlock(&forks[b]);
        pthread_mutex_unlock(&forks[a]);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 1;
    n = atoi(argv[1]);
    meals = atoi(argv[2]);
    pthread_t t[16];
    int id[16];
    for (int i = 0; i < n; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < n; i++) {
        id[i] = i;
        pthread_create(&t[i], NULL, dine, &id[i]);
    }
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
    printf("All done\n");
    return 0;
}
