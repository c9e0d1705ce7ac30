// fails: memory
/* The copy of the name lacks the byte for the '\0'. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *count(void *arg)
{
    char *colon = strrchr(arg, ':');
    size_t length = (size_t)(colon - (char *)arg);
    char *name = malloc(length);

    memcpy(name, arg, length);
    name[length] = '\0';
    for (int k = atoi(colon + 1); k > 0; k--) {
        printf("%s Running: %d\n", name, k);
        sleep(1);
    }
    printf("%s Completed\n", name);
    free(name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, count, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
