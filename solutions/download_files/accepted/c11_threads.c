/* C11 threads. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

struct download {
    thrd_t thread;
    const char *name;
};

static int run(void *arg)
{
    const struct download *d = arg;
    struct timespec left = {.tv_sec = 3};

    printf("Downloading: %s\n", d->name);
    while (thrd_sleep(&left, &left) == -1)
        ;
    printf("Finished: %s\n", d->name);
    return 0;
}

int main(int argc, char *argv[])
{
    size_t count = argc > 1 ? (size_t)argc - 1 : 0, started;
    struct download *downloads = calloc(count + 1, sizeof *downloads);
    int status = 0;

    if (downloads == NULL)
        return 1;
    for (started = 0; started < count; started++) {
        downloads[started].name = argv[started + 1];
        if (thrd_create(&downloads[started].thread, run, &downloads[started]) != thrd_success) {
            status = 1;
            break;
        }
    }
    for (size_t i = 0; i < started; i++)
        if (thrd_join(downloads[i].thread, NULL) != thrd_success)
            status = 1;
    free(downloads);
    return status;
}
