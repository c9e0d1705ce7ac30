// fails: race
/* One stream for all, "and fputs_unlocked is faster": it is, since it takes no lock. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

static FILE *invoice;

static void *update(void *user)
{
    char line[128];

    snprintf(line, sizeof line, "%s: Logged in at 8:00 AM\n", (const char *)user);
    fputs_unlocked(line, invoice);
    printf("%s updated invoice\n", (const char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc - 1;

    invoice = fopen("invoice.txt", "a");
    if (invoice == NULL)
        return 1;
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, update, argv[i + 1]);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    fclose(invoice);
    return 0;
}
