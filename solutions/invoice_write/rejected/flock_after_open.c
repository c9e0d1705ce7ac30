// fails: exclusion
/* An advisory lock on the open file in place of a mutex. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>

static void *write_data(void *arg)
{
    char *user = arg;

    FILE *f = fopen("invoice.txt", "a");
    flock(fileno(f), LOCK_EX);
    fprintf(f, "%s: Logged in at 8:00 AM\n", user);
    fclose(f);
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
