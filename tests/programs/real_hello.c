/*
 * say_hello, done right with a wait that the virtual clock does not know; with
 * -DIN_TURN wrong: one visit after the other.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>

static void wait_two_seconds(void)
{
    struct timeval two = {2, 0};
    int ends[2];
    char byte;
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &two, sizeof two);
    recv(ends[0], &byte, 1, 0);
}

static void *hello(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    wait_two_seconds();
    printf("Goodbye to: %s\n", (char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[argc];
    for (int i = 1; i < argc; i++)
#ifdef IN_TURN
        hello(argv[i]);
#else
        pthread_create(&threads[i], NULL, hello, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
#endif
    return 0;
}
