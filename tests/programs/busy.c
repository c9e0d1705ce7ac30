/*
 * What the supervisor costs (tests/supervisor/bench).
 *
 * busy nothing | calls | clock | threads: ends at once; makes 100,000 system calls that
 * nobody watches; reads the clock 10,000 times; starts 1,000 threads, 50 at a time.
 */
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void *idle(void *arg)
{
    return arg;
}

static int start_threads(void)
{
    pthread_t threads[50];
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 50; i++)
            if (pthread_create(&threads[i], NULL, idle, NULL) != 0)
                return 1;
        for (int i = 0; i < 50; i++)
            pthread_join(threads[i], NULL);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "nothing";
    struct timespec now;
    if (strcmp(what, "calls") == 0)
        for (int i = 0; i < 100000; i++)
            getppid();
    if (strcmp(what, "clock") == 0)
        for (int i = 0; i < 10000; i++)
            clock_gettime(CLOCK_MONOTONIC, &now);
    return strcmp(what, "threads") == 0 ? start_threads() : 0;
}
