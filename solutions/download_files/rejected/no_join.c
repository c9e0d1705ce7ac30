// fails: output cleanup
/* main returns at once, and the process ends with it. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *download(void *arg)
{
    printf("Downloading: %s\n", (char *)arg);
    sleep(3);
    printf("Finished: %s\n", (char *)arg);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, download, argv[i]) != 0)
            return 1;
    }
    return 0;
}
