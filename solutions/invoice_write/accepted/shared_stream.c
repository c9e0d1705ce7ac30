/* One stream for all: fprintf holds the stream's own lock from its first byte to its last. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *invoice;

static void *write_data(void *arg)
{
    const char *user = arg;

    if (fprintf(invoice, "%s: Logged in at 8:00 AM\n", user) > 0)
        printf("%s updated invoice\n", user);
    return NULL;
}

int main(int argc, char **argv)
{
    int users = argc > 1 ? argc - 1 : 0, started = 0;
    pthread_t *threads = calloc((size_t)users + 1, sizeof *threads);

    invoice = fopen("invoice.txt", "a");
    if (invoice == NULL || threads == NULL) {
        perror("invoice.txt");
        return EXIT_FAILURE;
    }
    for (; started < users; started++)
        if (pthread_create(&threads[started], NULL, write_data, argv[started + 1]) != 0)
            break;
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    if (fclose(invoice) != 0)
        return EXIT_FAILURE;
    return started == users ? EXIT_SUCCESS : EXIT_FAILURE;
}
