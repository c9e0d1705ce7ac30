// gets: limits accepted
/* Fills the working directory. */
#define _GNU_SOURCE 1
#include <fcntl.h>
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
    static char block[1 << 20];
    for (int i = 0; i < 200; i++) {
        char name[30];
        snprintf(name, sizeof name, "f%d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        for (int k = 0; k < 20; k++)
            if (write(fd, block, sizeof block) < 0)
                break;
        close(fd);
    }
    return greet_all(argc, argv);
}
