// fails: deadlock
/* Three tasks post the semaphore, and main waits for it four times. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct task {
    int number;
    unsigned wait;
    pthread_t id;
};

static sem_t done;

static void *run(void *arg)
{
    struct task *t = arg;
    sleep(t->wait);
    printf("Task %d done\n", t->number);
    sem_post(&done);
    return NULL;
}

int main(int argc, char **argv)
{
    struct task tasks[3];
    time_t begin = time(NULL);
    if (argc != 4)
        return 1;
    sem_init(&done, 0, 0);
    for (int i = 0; i < 3; i++) {
        tasks[i].number = i + 1;
        tasks[i].wait = (unsigned)atoi(argv[i + 1]);
        pthread_create(&tasks[i].id, NULL, run, &tasks[i]);
    }
    for (int i = 0; i <= 3; i++)
        sem_wait(&done);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i].id, NULL);
    printf("Total Time: %ld seconds\n", (long)(time(NULL) - begin));
    return 0;
}
