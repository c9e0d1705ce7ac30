#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void* greet(void* data)
{
    char* person = data;
    printf("Hello to: %s\n", person);
    sleep(2);
    printf("Goodbye to: %s\n", person);
    return NULL;
}

int main(int argc, char* argv[])
{
    pthread_t t[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&t[i], NULL, greet, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    printf("Done!\n");
    return 0;
}
