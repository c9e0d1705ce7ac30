// fails: output
/* The array has room for 16 downloads, and the others are forgotten. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define MAX 16

static void *download(void *arg)
{
    printf("Downloading: %s\n", (char *)arg);
    sleep(3);
    printf("Finished: %s\n", (char *)arg);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[MAX];
    int n = argc - 1;

    if (n > MAX)
        n = MAX;
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, download, argv[i + 1]);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
