/*
 * Usage: pool_map WORKERS NUMBER...
 *
 * README.md says what the program must do. Write your program here and save it as pool_map.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A worker: squares one number after the other, waiting 1 second for each, until none is left. */
static void *worker(void *arg)
{
    return arg;
}

int main(int argc, char **argv)
{
    int workers = argc > 1 ? atoi(argv[1]) : 1;
    int count = argc > 2 ? argc - 2 : 0; /* the numbers are argv[2] ... argv[argc - 1] */

    /* Start the workers, wait until all numbers are squared, and print the list, as in [1, 4, 9]. */
    (void)workers, (void)count, (void)worker; /* take this line out when you use them */
    return 0;
}
