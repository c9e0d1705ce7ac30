/* A thread for each person; sleeps until a fixed moment, so that an interruption does not lengthen the visit. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct visit {
    pthread_t thread;
    const char *name;
};

static void *receive(void *arg)
{
    const struct visit *v = arg;
    struct timespec end;

    printf("Hello to: %s\n", v->name);
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += 2;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
        ;
    printf("Goodbye to: %s\n", v->name);
    return NULL;
}

int main(int argc, char **argv)
{
    int count = argc > 0 ? argc - 1 : 0, started = 0, error = 0;
    struct visit *visits = calloc((size_t)count + 1, sizeof *visits);

    if (!visits) {
        perror("say_hello");
        return 1;
    }
    for (; started < count; started++) {
        visits[started].name = argv[started + 1];
        error = pthread_create(&visits[started].thread, NULL, receive, &visits[started]);
        if (error != 0) {
            fprintf(stderr, "say_hello: %s\n", strerror(error));
            break;
        }
    }
    while (started > 0)
        pthread_join(visits[--started].thread, NULL);
    free(visits);
    return error ? 1 : 0;
}
