// fails: exclusion
/* Each thread locks a mutex of its own. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *write_data(void *arg)
{
    char *user = arg;

    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    FILE *f = fopen("invoice.txt", "a");
    fprintf(f, "%s: Logged in at 8:00 AM\n", user);
    fclose(f);
    pthread_mutex_unlock(&lock);
    printf("%s updated invoice\n", user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, write_data, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return 0;
}
