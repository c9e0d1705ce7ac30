/*
 * Usage: process_squares NUMBER...
 *
 * README.md says what the program must do. Write your program here and save it as process_squares.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void square(const char *number)
{
    /* Print "Square of X = Y". */
    (void)number;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* Fork; the child calls square(argv[i]) and ends. */
        (void)square;
        (void)argv;
    }
    /* Now wait for all children. */
    return 0;
}
