// fails: memory
/* A name of 64 bytes does not fit into 64 bytes: the '\0' at its end is one more. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *greet(void *arg)
{
    char *name = malloc(64);

    strcpy(name, arg);
    printf("Hello to: %s\n", name);
    sleep(2);
    printf("Goodbye to: %s\n", name);
    free(name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, greet, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
