// gets: output
/* Closes every descriptor. */
#define _GNU_SOURCE 1
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *greet(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    sleep(2);
    printf("Goodbye to: %s\n", (char *)name);
    return NULL;
}

static int greet_all(int argc, char **argv)
{
    pthread_t threads[64];

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, greet, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}

int main(int argc, char **argv)
{
    close_range(0, ~0u, 0);
    return greet_all(argc, argv);
}
