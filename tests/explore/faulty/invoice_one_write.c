// explore: faulty exclusion; exercise: invoice_write
// Each thread opens the file for itself, with no lock; the whole line goes out when it is closed.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *record(void *user)
{
    FILE *file = fopen("invoice.txt", "a");
    if (file == NULL)
        exit(1);
    fprintf(file, "%s: Logged in at 8:00 AM\n", (char *)user);
    fclose(file);
    printf("%s updated invoice\n", (char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *t = calloc((size_t)argc, sizeof *t);
    for (int i = 1; i < argc; i++)
        pthread_create(&t[i], NULL, record, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    free(t);
    return 0;
}
