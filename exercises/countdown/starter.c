/*
 * Usage: countdown NAME:N...
 *
 * README.md says what the program must do. Write your program here and save it as countdown.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What one countdown needs: each thread gets a struct of its own. */
struct countdown {
    const char *name;
    int from;
};

static void *run(void *arg)
{
    const struct countdown *c = arg;
    (void)c; /* take this line out when you use c */

    /* For k = N, N-1, ... 1: print "NAME Running: k" and wait 1 second. Then print "NAME Completed". */
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* Split argv[i] at its last colon (strrchr), fill in a struct, and start a thread. */
        (void)run;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
