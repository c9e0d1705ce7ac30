#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *download(void *x)
{
    char *who = x;
    printf("Downloading: %s\n", who);
    sleep(3);
    printf("Finished: %s\n", who);
    return NULL;
}

int main(int argc, char *argv[])
{
    pthread_t th[70];
    for (int i = 1; i < argc; i++)
    {
        pthread_create(&th[i], NULL, download, argv[i]);
    }
    sleep(4); // give them time to finish
    return 0;
}
