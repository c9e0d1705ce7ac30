// gets: race
/* The parent is clean, the child is not. */
#define _GNU_SOURCE 1
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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

static int total;

static void *add(void *unused)
{
    for (int i = 0; i < 1000; i++)
        total++;
    return unused;
}

int main(int argc, char **argv)
{
    if (fork() == 0) {
        pthread_t t[2];
        for (int i = 0; i < 2; i++)
            pthread_create(&t[i], NULL, add, NULL);
        for (int i = 0; i < 2; i++)
            pthread_join(t[i], NULL);
        _exit(0);
    }
    wait(NULL);
    return greet_all(argc, argv);
}
