// fails: output
/* A message for debugging was left in. */
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
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    printf("all threads joined\n");
    return 0;
}
