// fails: race output
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static char **waits;

static void *run(void *arg)
{
    int number = *(int *)arg + 1;
    sleep((unsigned)atoi(waits[number]));
    printf("Task %d done\n", number);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[3];
    struct timespec begin, end;
    if (argc != 4)
        return 1;
    waits = argv;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, run, &i);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("Total Time: %.0f seconds\n", seconds);
    return 0;
}
