/*
 * Usage: say_hello NAME...
 *
 * README.md says what the program must do. Write your program here and save it as say_hello.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* The visit of one person. A thread that is started with it gets the name. */
static void *say_hello(void *arg)
{
    const char *name = arg;
    (void)name; /* take this line out when you use the name */

    /* 1. Print "Hello to: NAME".  2. Wait 2 seconds.  3. Print "Goodbye to: NAME". */
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* argv[i] is a name: start a thread that runs say_hello for it. */
        (void)say_hello;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
