// fails: time
/* Waits 2 seconds, as in the next exercise. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *download(void *arg)
{
    printf("Downloading: %s\n", (char *)arg);
    sleep(2);
    printf("Finished: %s\n", (char *)arg);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return 0;
}
