/*
 * Usage: bounded_semaphore LIMIT NAME...
 *
 * README.md says what the program must do. Write your program here and save it as bounded_semaphore.c.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The free places of the room. */
static sem_t places;

/* The visit of one person. */
static void *visit(void *arg)
{
    const char *name = arg;
    (void)name; /* take these lines out when you use the variables */
    (void)places;

    /* Take a place; print "NAME enters"; wait 1 second; print "NAME leaves"; give the place back. */
    return NULL;
}

int main(int argc, char **argv)
{
    /* argv[1] is LIMIT (atoi): the number with which the semaphore starts. */
    for (int i = 2; i < argc; i++) {
        /* argv[i] is a name: start a thread that runs visit for it. */
        (void)visit;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
