// fails: race output time
/* One global counter for all countdowns. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int n;

static void *countdown(void *arg)
{
    char *name = arg;
    char *colon = strrchr(name, ':');
    *colon = '\0';
    for (n = atoi(colon + 1); n > 0; n--) {
        printf("%s Running: %d\n", name, n);
        sleep(1);
    }
    printf("%s Completed\n", name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[argc];
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, countdown, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
