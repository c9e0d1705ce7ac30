/* One line-buffered stream; flockfile keeps the pieces of a line together. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *invoice;

static void *write_data(void *arg)
{
    const char *user = arg;

    flockfile(invoice);
    fputs(user, invoice);
    fputs(": Logged in at 8:00 AM", invoice);
    putc('\n', invoice);
    funlockfile(invoice);

    flockfile(stdout);
    fputs(user, stdout);
    puts(" updated invoice");
    funlockfile(stdout);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int users = argc - 1, started = 0, status = 0;

    if (users > 64 || (invoice = fopen("invoice.txt", "a")) == NULL)
        return 1;
    setvbuf(invoice, NULL, _IOLBF, 0);
    while (started < users && status == 0) {
        if (pthread_create(&threads[started], NULL, write_data, argv[started + 1]) == 0)
            started++;
        else
            status = 1;
    }
    while (started > 0)
        pthread_join(threads[--started], NULL);
    if (fclose(invoice) == EOF)
        status = 1;
    return status;
}
