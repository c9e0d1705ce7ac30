/* invoice locked|free [NAME...]: a thread a name appends a line to invoice.txt. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int locked;

static void *append(void *name)
{
    if (locked)
        pthread_mutex_lock(&lock);
    FILE *f = fopen("invoice.txt", "a");
    fprintf(f, "%s\n", (char *)name);
    fclose(f);
    if (locked)
        pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    locked = strcmp(argv[1], "locked") == 0;
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i], NULL, append, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
