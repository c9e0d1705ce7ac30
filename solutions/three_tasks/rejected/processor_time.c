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
    printf("Task %d done\n", t->number);
    return NULL;
}

int main(int argc, char **argv)
{
    struct task tasks[3];
    pthread_t threads[3];
    clock_t begin, end;
    if (argc != 4)
        return 1;
    begin = clock();
    for (int i = 0; i < 3; i++) {
        tasks[i] = (struct task){i + 1, atoi(argv[i + 1])};
        pthread_create(&threads[i], NULL, run, &tasks[i]);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    end = clock();
    double seconds = (double)(end - begin) / CLOCKS_PER_SEC;
    printf("Total Time: %.0f seconds\n", seconds);
    return 0;
}
