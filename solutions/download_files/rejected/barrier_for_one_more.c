// fails: deadlock
/* The barrier waits for one more than come to it. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_barrier_t all_started;

static void *download(void *name)
{
    printf("Downloading: %s\n", (const char *)name);
    pthread_barrier_wait(&all_started);
    sleep(3);
    printf("Finished: %s\n", (const char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    if (argc < 2)
        return 0;
    pthread_barrier_init(&all_started, NULL, (unsigned)argc);
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    pthread_barrier_destroy(&all_started);
    return 0;
}
