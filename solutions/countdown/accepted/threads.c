/* A thread for each countdown. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct countdown {
    pthread_t thread;
    char *name;
    int from;
};

static void *run(void *arg)
{
    const struct countdown *c = arg;

    for (int k = c->from; k > 0; k--) {
        printf("%s Running: %d\n", c->name, k);
        sleep(1);
    }
    printf("%s Completed\n", c->name);
    return NULL;
}

static int parse(struct countdown *c, char *arg)
{
    char *colon = strrchr(arg, ':');

    if (colon == NULL)
        return -1;
    *colon = '\0';
    c->name = arg;
    c->from = atoi(colon + 1);
    return 0;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)argc - 1 : 0, started = 0;
    struct countdown *all = calloc(count + 1, sizeof *all);

    if (all == NULL)
        return 1;
    for (size_t i = 0; i < count; i++)
        if (parse(&all[i], argv[i + 1]) != 0) {
            fprintf(stderr, "countdown: not NAME:N: %s\n", argv[i + 1]);
            free(all);
            return 2;
        }
    while (started < count && pthread_create(&all[started].thread, NULL, run, &all[started]) == 0)
        started++;
    for (size_t i = 0; i < started; i++)
        pthread_join(all[i].thread, NULL);
    free(all);
    return started == count ? 0 : 1;
}
