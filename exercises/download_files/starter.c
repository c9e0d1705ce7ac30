/*
 * Usage: download_files NAME...
 *
 * README.md says what the program must do. Write your program here and save it as download_files.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* The work for one file. A thread that is started with it gets the name. */
static void *download(void *arg)
{
    const char *name = arg;
    (void)name; /* take this line out when you use the name */

    /* 1. Print "Downloading: NAME".  2. Wait 3 seconds.  3. Print "Finished: NAME". */
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        /* argv[i] is a name: start a thread that runs download for it. */
        (void)download;
        (void)argv;
    }
    /* Now wait for all threads. */
    return 0;
}
