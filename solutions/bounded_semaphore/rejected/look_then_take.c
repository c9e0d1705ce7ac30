// fails: exclusion
/* Looks for a free place and takes it in two atomic steps: two may see the same last place. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int places;

static void *visit(void *arg)
{
    const char *name = arg;

    while (atomic_load(&places) <= 0)
        usleep(250000);
    atomic_fetch_sub(&places, 1);
    printf("%s enters\n", name);
    sleep(1);
    printf("%s leaves\n", name);
    atomic_fetch_add(&places, 1);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    if (argc < 2)
        return 1;
    atomic_init(&places, atoi(argv[1]));
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    return 0;
}
