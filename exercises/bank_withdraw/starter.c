/*
 * Usage: bank_withdraw FUNDS AMOUNT NAME...
 *
 * README.md says what the program must do. Write your program here and save it as bank_withdraw.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The money that all share, and the lock that guards it. */
static long funds, amount;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *customer(void *arg)
{
    (void)funds, (void)amount, (void)lock; /* take this line out when you use the variables */

    /* Ten times: lock; withdraw or refuse, and print it; unlock; print "K Transaction Over". */
    return arg;
}

int main(int argc, char **argv)
{
    for (int i = 3; i < argc; i++) {
        /* Start a thread for argv[i]. */
        (void)customer;
        (void)argv;
    }
    /* Now wait for all threads; then print the final balance. */
    return 0;
}
