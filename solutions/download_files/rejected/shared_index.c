// fails: race output memory
/* All threads get the address of the loop variable. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char **names;

static void *download(void *arg)
{
    int i = *(int *)arg;
    printf("Downloading: %s\n", names[i]);
    sleep(3);
    printf("Finished: %s\n", names[i]);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);
    int i;

    names = argv;
    for (i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, &i);
    for (i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return 0;
}
