// fails: race exclusion
/* The free places are counted, but without a lock. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int places;

static void *visit(void *arg)
{
    const char *name = arg;

    while (places == 0)
        usleep(250000);
    places--;
    printf("%s enters\n", name);
    sleep(1);
    printf("%s leaves\n", name);
    places++;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    if (argc < 2)
        return 1;
    places = atoi(argv[1]);
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    return 0;
}
