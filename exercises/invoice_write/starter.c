/*
 * Usage: invoice_write USER...
 *
 * README.md says what the program must do. Write your program here and save it as invoice_write.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* The lock that guards the file. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *write_data(void *arg)
{
    const char *user = arg;
    (void)user, (void)lock; /* take this line out when you use them */

    /* Append "USER: Logged in at 8:00 AM" and a newline to invoice.txt, nobody else using it meanwhile. */
    /* Then print "USER updated invoice". */
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* argv[i] is a user: start a thread that runs write_data for it. */
        (void)write_data;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
