// fails: output
/* Ends with the number of downloads as its status. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *download(void *arg)
{
    printf("Downloading: %s\n", (char *)arg);
    sleep(3);
    printf("Finished: %s\n", (char *)arg);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);
    int finished = 0;
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        finished += pthread_join(threads[i], NULL) == 0;
    free(threads);
    return finished;
}
