/* The threads wait on a condition variable with a deadline of their own. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cancelled; /* nobody ever signals it: the deadline ends each wait */

static void wait_seconds(int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&lock);
    while (pthread_cond_timedwait(&cancelled, &lock, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&lock);
}

static void *download(void *name)
{
    printf("Downloading: %s\n", (char *)name);
    wait_seconds(3);
    printf("Finished: %s\n", (char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = malloc(sizeof *threads * (size_t)(argc > 0 ? argc : 1));
    pthread_condattr_t monotonic;
    int last = 0;

    if (threads == NULL || pthread_condattr_init(&monotonic) != 0)
        return 1;
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&cancelled, &monotonic);
    pthread_condattr_destroy(&monotonic);

    for (int i = 1; i < argc; i++) {
        if (pthread_create(&threads[i], NULL, download, argv[i]) != 0)
            break;
        last = i;
    }
    for (int i = 1; i <= last; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&cancelled);
    free(threads);
    return argc > 1 && last != argc - 1;
}
