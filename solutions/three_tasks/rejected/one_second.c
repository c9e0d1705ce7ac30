// fails: output
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct task {
    int number, wait;
};

static void *run(void *arg)
{
    const struct task *t = arg;
    sleep((unsigned)t->wait);
    printf("Task %d: done\n", t->number);
    return NULL;
}

int main(int argc, char **argv)
{
    struct task tasks[3];
    pthread_t threads[3];
    struct timespec begin, end;
    if (argc != 4)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < 3; i++) {
        tasks[i] = (struct task){i + 1, atoi(argv[i + 1])};
        pthread_create(&threads[i], NULL, run, &tasks[i]);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("Total Time: %.0f %s\n", seconds, seconds < 1.5 && seconds > 0.5 ? "second" : "seconds");
    return 0;
}
