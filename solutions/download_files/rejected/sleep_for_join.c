// fails: cleanup time
/* Sleeps a little longer than the threads in place of joining them. */
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
    pthread_t thread;
    for (int i = 1; i < argc; i++)
        if (pthread_create(&thread, NULL, download, argv[i]) != 0)
            return 1;
    sleep(4);
    return 0;
}
