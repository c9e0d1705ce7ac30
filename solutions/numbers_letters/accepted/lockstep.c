/* Both meet at a barrier in each second. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static pthread_barrier_t meet;

static void *letters(void *arg)
{
    for (int k = 0; k < 6; k++) {
        pthread_barrier_wait(&meet);
        printf("Letter: %c\n", "ABCDEF"[k]);
        nanosleep(&(struct timespec){1, 0}, NULL);
    }
    return arg;
}

static void *numbers(void *arg)
{
    for (int k = 0; k < 6; k++) {
        pthread_barrier_wait(&meet);
        printf("Number: %d\n", k);
        nanosleep(&(struct timespec){1, 0}, NULL);
    }
    return arg;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&meet, NULL, 2);
    pthread_create(&threads[0], NULL, letters, NULL);
    pthread_create(&threads[1], NULL, numbers, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&meet);
    printf("Execution Over\n");
    return 0;
}
