// explore: faulty exclusion,output; exercise: invoice_write
// As invoice_one_write, unbuffered: the line goes out in pieces, and lines can be mixed.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *record(void *user)
{
    FILE *file = fopen("invoice.txt", "a");
    if (file == NULL)
        exit(1);
    setvbuf(file, NULL, _IONBF, 0);
    fputs(user, file);
    fputs(": Logged in", file);
    fputs(" at 8:00 AM\n", file);
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
