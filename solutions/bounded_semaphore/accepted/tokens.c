/* A pipe holds one byte for each free place: reading one takes a place, writing one gives it back. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int door[2];

static void *visit(void *arg)
{
    const char *name = arg;
    char token, line[80];
    int size;

    while (read(door[0], &token, 1) != 1)
        if (errno != EINTR)
            return NULL;
    size = snprintf(line, sizeof line, "%s enters\n", name);
    if (write(STDOUT_FILENO, line, (size_t)size) != size)
        return NULL;
    usleep(1000000);
    size = snprintf(line, sizeof line, "%s leaves\n", name);
    if (write(STDOUT_FILENO, line, (size_t)size) != size || write(door[1], &token, 1) != 1)
        return NULL;
    return arg;
}

int main(int argc, char **argv)
{
    int limit = argc > 1 ? atoi(argv[1]) : 0, failed = 0;
    pthread_t threads[argc];

    if (limit < 1 || pipe(door) != 0)
        return 1;
    for (int i = 0; i < limit; i++)
        if (write(door[1], "*", 1) != 1)
            return 1;
    for (int i = 2; i < argc; i++)
        if (pthread_create(&threads[i], NULL, visit, argv[i]) != 0)
            return 1;
    for (int i = 2; i < argc; i++) {
        void *result;
        pthread_join(threads[i], &result);
        failed |= result == NULL;
    }
    close(door[0]);
    close(door[1]);
    return failed;
}
