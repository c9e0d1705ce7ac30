/* C11 threads that nobody joins; the last one wakes the main thread. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;
static cnd_t ended;
static int running = 3;
static char **waits;

static int task(void *arg)
{
    int k = *(int *)arg;
    struct timespec t = {.tv_sec = atoi(waits[k])};
    while (thrd_sleep(&t, &t) == -1)
        continue;
    mtx_lock(&lock);
    printf("Task %d done\n", k);
    running--;
    cnd_signal(&ended);
    mtx_unlock(&lock);
    return 0;
}

int main(int argc, char **argv)
{
    static int numbers[] = {1, 2, 3};
    time_t begin = time(NULL);
    thrd_t t;
    if (argc < 4)
        return 1;
    waits = argv;
    mtx_init(&lock, mtx_plain);
    cnd_init(&ended);
    for (int i = 0; i < 3; i++) {
        thrd_create(&t, task, &numbers[i]);
        thrd_detach(t);
    }
    mtx_lock(&lock);
    while (running > 0)
        cnd_wait(&ended, &lock);
    mtx_unlock(&lock);
    printf("Total Time: %.f seconds\n", difftime(time(NULL), begin));
    return 0;
}
