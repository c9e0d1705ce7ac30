/* Who does not get the lock within 5 seconds gives up: nobody holds it for so long. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t invoice = PTHREAD_MUTEX_INITIALIZER;

static void lock_or_give_up(void)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 5;
    if (pthread_mutex_timedlock(&invoice, &until) != 0) {
        fprintf(stderr, "the invoice is locked for ever\n");
        abort();
    }
}

static void *update(void *user)
{
    lock_or_give_up();
    FILE *file = fopen("invoice.txt", "a");
    if (file == NULL)
        exit(1);
    fprintf(file, "%s: Logged in at 8:00 AM\n", (const char *)user);
    fclose(file);
    pthread_mutex_unlock(&invoice);
    printf("%s updated invoice\n", (const char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc((size_t)argc, sizeof *threads);

    if (threads == NULL)
        return 1;
    for (int i = 1; i < argc; i++)
        if (pthread_create(&threads[i], NULL, update, argv[i]) != 0)
            return 1;
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return 0;
}
