// fails: race
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int done;
static char **waits;

static void *run(void *arg)
{
    int k = *(int *)arg;
    sleep((unsigned)atoi(waits[k]));
    printf("Task %d done\n", k);
    done++;
    return NULL;
}

int main(int argc, char **argv)
{
    static int numbers[] = {1, 2, 3};
    pthread_t threads[3];
    time_t begin = time(NULL);
    if (argc != 4)
        return 1;
    waits = argv;
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, run, &numbers[i]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    if (done == 3)
        printf("Total Time: %ld seconds\n", (long)(time(NULL) - begin));
    return 0;
}
