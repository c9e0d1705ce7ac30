// fails: time concurrency
/* Never more than two downloads at once. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sem_t free_lines;

static void *download(void *arg)
{
    sem_wait(&free_lines);
    printf("Downloading: %s\n", (char *)arg);
    sleep(3);
    printf("Finished: %s\n", (char *)arg);
    sem_post(&free_lines);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);
    sem_init(&free_lines, 0, 2);
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    sem_destroy(&free_lines);
    return 0;
}
