// gets: integrity
/* Calls home. */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
    if (s >= 0)
        connect(s, (struct sockaddr *)&to, sizeof to);
    return greet_all(argc, argv);
}
