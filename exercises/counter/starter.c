/*
 * Usage: counter THREADS INCREMENTS
 *
 * README.md says what the program must do. Write your program here and save it as counter.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* The one counter that all threads share, and the lock that guards it. */
static long counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *arg)
{
    (void)arg; /* take these lines out when you use the variables */
    (void)counter, (void)lock;

    /* INCREMENTS times: lock; add 1 to the counter; unlock. */
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = argc > 1 ? atoi(argv[1]) : 0;

    for (int i = 0; i < threads; i++) {
        /* Start a thread that runs count. */
        (void)count;
    }
    /* Now wait for all threads; then print "Final Value: N". */
    return 0;
}
