// fails: exclusion
/* fclose() is forgotten: each thread keeps its file open, and the lines get there when the program ends. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t invoice = PTHREAD_MUTEX_INITIALIZER;

static void *update(void *user)
{
    pthread_mutex_lock(&invoice);
    FILE *file = fopen("invoice.txt", "a");
    if (file != NULL)
        fprintf(file, "%s: Logged in at 8:00 AM\n", (const char *)user);
    pthread_mutex_unlock(&invoice);
    printf("%s updated invoice\n", (const char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc - 1;

    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, update, argv[i + 1]);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
