/* Detached threads: main leaves by pthread_exit, and the process ends with its last thread. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *download(void *name)
{
    printf("Downloading: %s\n", (const char *)name);
    sleep(3);
    printf("Finished: %s\n", (const char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_attr_t detached;
    int error = pthread_attr_init(&detached);

    if (error == 0)
        error = pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (int i = 1; i < argc && error == 0; i++) {
        pthread_t thread;
        error = pthread_create(&thread, &detached, download, argv[i]);
    }
    if (error != 0) {
        fprintf(stderr, "threads: %s\n", strerror(error));
        return 1;
    }
    pthread_attr_destroy(&detached);
    pthread_exit(NULL);
}
