/* Each line is printed in two pieces; the stream is locked for both, and the C library's own lock
 * keeps the whole lines of the others out meanwhile. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct countdown {
    pthread_t thread;
    char *name;
    long from;
    struct countdown *next;
};

static void *run(void *arg)
{
    const struct countdown *c = arg;

    for (long k = c->from; k > 0; k--) {
        flockfile(stdout);
        printf("%s Running: ", c->name);
        printf("%ld\n", k);
        funlockfile(stdout);
        sleep(1);
    }
    printf("%s Completed\n", c->name);
    return NULL;
}

static struct countdown *start(char *argument, struct countdown *next)
{
    struct countdown *c = malloc(sizeof *c);
    char *colon = strrchr(argument, ':');

    if (!c || !colon)
        exit(EXIT_FAILURE);
    *colon = '\0';
    *c = (struct countdown){.name = argument, .from = strtol(colon + 1, NULL, 10), .next = next};
    if (pthread_create(&c->thread, NULL, run, c) != 0)
        exit(EXIT_FAILURE);
    return c;
}

int main(int argc, char **argv)
{
    struct countdown *all = NULL;

    for (int i = 1; i < argc; i++)
        all = start(argv[i], all);
    while (all) {
        struct countdown *c = all;
        all = c->next;
        pthread_join(c->thread, NULL);
        free(c);
    }
    return 0;
}
