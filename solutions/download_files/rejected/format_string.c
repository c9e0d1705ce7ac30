// fails: output memory
/* The name itself is used as the format. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say(const char *what, const char *name)
{
    char line[200];
    snprintf(line, sizeof line, "%s: %s\n", what, name);
    printf(line);
}

static void *download(void *arg)
{
    say("Downloading", arg);
    sleep(3);
    say("Finished", arg);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc(argc, sizeof *threads);
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return 0;
}
