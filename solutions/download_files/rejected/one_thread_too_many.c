// fails: memory
/* Room for 63 threads; the 64th is written behind the end of the array. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_t threads[63];

static void *download(void *arg)
{
    printf("Downloading: %s\n", (char *)arg);
    sleep(3);
    printf("Finished: %s\n", (char *)arg);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, download, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
