// fails: deadlock
/* Whoever has printed the last line keeps the lock of the output. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER;

static void *count_down(void *arg)
{
    char *job = arg, *colon = strrchr(job, ':');
    for (int k = atoi(colon + 1); k >= 0; k--) {
        pthread_mutex_lock(&output);
        if (k == 0) {
            printf("%.*s Completed\n", (int)(colon - job), job);
            return NULL;
        }
        printf("%.*s Running: %d\n", (int)(colon - job), job, k);
        pthread_mutex_unlock(&output);
        sleep(1);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, count_down, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
