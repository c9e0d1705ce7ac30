// fails: cleanup
/* Detached threads, and a main that sleeps a little longer than they do: on a busy machine they are late. */
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
        pthread_detach(thread);
    }
    if (argc > 1)
        usleep(3100000);
    return 0;
}
