/* One pthread for each file; all are created before the first is joined. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *download(void *arg)
{
    const char *name = arg;
    printf("Downloading: %s\n", name);
    unsigned left = 3;
    while ((left = sleep(left)) > 0)
        ;
    printf("Finished: %s\n", name);
    return NULL;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? argc - 1 : 0;
    int started = 0, status = EXIT_SUCCESS;
    pthread_t *threads = calloc((size_t)count + 1, sizeof *threads);
    if (!threads) {
        perror("calloc");
        return EXIT_FAILURE;
    }
    while (started < count) {
        if (pthread_create(&threads[started], NULL, download, argv[started + 1]) != 0) {
            fprintf(stderr, "cannot create thread %d\n", started);
            status = EXIT_FAILURE;
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++)
        if (pthread_join(threads[i], NULL) != 0)
            status = EXIT_FAILURE;
    free(threads);
    return status;
}
