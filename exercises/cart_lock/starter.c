/*
 * Usage: cart_lock USER:ITEM...
 *
 * README.md says what the program must do. Write your program here and save it as cart_lock.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one cart that all threads share, and the lock that guards it. */
static const char *cart[64];
static int items;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add_item(void *arg)
{
    (void)arg; /* take these lines out when you use the variables */
    (void)cart, (void)items, (void)lock;

    /* Lock; put the item into the cart; print "USER Added ITEM to inventory."; unlock. */
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* Split argv[i] at its last colon (strrchr) and start a thread for it. */
        (void)add_item;
        (void)argv;
    }
    /* Now wait for all threads; then print the final cart. */
    return 0;
}
