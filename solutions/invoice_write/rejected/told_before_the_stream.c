// fails: output
/* One stream for all, and its own lock keeps lines apart; but the good news comes before the deed. */
#include <pthread.h>
#include <stdio.h>

static FILE *invoice;

static void *update(void *user)
{
    printf("%s updated invoice\n", (const char *)user);
    fprintf(invoice, "%s: Logged in at 8:00 AM\n", (const char *)user);
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
