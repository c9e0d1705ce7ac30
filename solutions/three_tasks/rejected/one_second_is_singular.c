// fails: output
/* "1 second" is better English than "1 seconds", but not what is asked for. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct task {
    int number, wait;
};

static void *work(void *argument)
{
    const struct task *task = argument;

    sleep((unsigned)task->wait);
    printf("Task %d done\n", task->number);
    return NULL;
}

int main(int argc, char **argv)
{
    struct task tasks[3];
    pthread_t threads[3];
    struct timespec start, end;

    if (argc != 4)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < 3; i++) {
        tasks[i] = (struct task){i + 1, atoi(argv[i + 1])};
        pthread_create(&threads[i], NULL, work, &tasks[i]);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long seconds = end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec + 500000000) / 1000000000;
    printf("Total Time: %ld second%s\n", seconds, seconds == 1 ? "" : "s");
    return 0;
}
