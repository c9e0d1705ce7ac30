/*
 * Usage: @NAME@ NAME...
 *
 * README.md says what the program must do. Write your program here and save it as @NAME@.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *work(void *arg)
{
    /* Print "NAME begins"; wait 1 second; print "NAME ends". */
    return arg;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* Start a thread for argv[i]. */
        (void)work;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
