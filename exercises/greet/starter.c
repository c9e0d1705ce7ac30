/*
 * Usage: greet NAME...
 *
 * README.md says what the program must do. Write your program here and save it as greet.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void *greet(void *arg)
{
    /* Read the clock and print the first line; wait 2 seconds; read the clock and print the second line. */
    return arg;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* Start a thread that greets argv[i]. */
        (void)greet;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
