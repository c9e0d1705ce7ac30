// fails: memory
/* The line is made in a block that has no room for the '\0'. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *write_line(void *arg)
{
    static const char rest[] = ": Logged in at 8:00 AM\n";
    char *line = malloc(strlen(arg) + strlen(rest));

    strcpy(line, arg);
    strcat(line, rest);
    pthread_mutex_lock(&lock);
    FILE *f = fopen("invoice.txt", "a");
    if (f) {
        fputs(line, f);
        fclose(f);
    }
    printf("%s updated invoice\n", (char *)arg);
    pthread_mutex_unlock(&lock);
    free(line);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, write_line, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
