// fails: output
/* Who comes first writes the lines of all users; the others only say so. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char **users;
static int count;
static int written;

static void write_all(void)
{
    FILE *file = fopen("invoice.txt", "a");

    for (int i = 0; file != NULL && i < count; i++)
        fprintf(file, "%s: Logged in at 8:00 AM\n", users[i]);
    if (file != NULL)
        fclose(file);
}

static void *update(void *user)
{
    pthread_mutex_lock(&lock);
    if (!written)
        write_all();
    written = 1;
    pthread_mutex_unlock(&lock);
    printf("%s updated invoice\n", (const char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    users = argv + 1;
    count = argc - 1;
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, update, users[i]);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
