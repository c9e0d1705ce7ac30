/*
 * Ben Okafor
 * Exercise: download_files
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *download(void *data)
{
    printf("Downloading: %s\n", (char *)data);
    sleep(3);
    printf("Finished: %s\n", (char *)data);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, download, argv[i]) != 0)
            return 1;
        pthread_join(thread, NULL);
    }
    return 0;
}
