#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void* download(void* data)
{
    char* person = data;
    printf("Downloading: %s\n", person);
    sleep(3);
    printf("Finished %s\n", person);
    return NULL;
}

int main(int argc, char* argv[])
{
    pthread_t t[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&t[i], NULL, download, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
