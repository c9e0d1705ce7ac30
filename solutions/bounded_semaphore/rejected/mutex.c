// fails: time concurrency
/* A mutex lets in one at a time, whatever LIMIT says. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t room = PTHREAD_MUTEX_INITIALIZER;

static void *visit(void *arg)
{
    const char *name = arg;

    pthread_mutex_lock(&room);
    printf("%s enters\n", name);
    sleep(1);
    printf("%s leaves\n", name);
    pthread_mutex_unlock(&room);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    if (argc < 2)
        return 1;
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    return 0;
}
