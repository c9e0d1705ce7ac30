#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void* count_down(void* data)
{
    char* person = data;
    char* c = strrchr(person, ':');
    int n = atoi(c + 1);
    *c = 0;
    while (n >= 0) {
        printf("%s Running: %d\n", person, n);
        sleep(1);
        n = n - 1;
    }
    printf("%s Completed\n", person);
    return NULL;
}

int main(int argc, char* argv[])
{
    pthread_t t[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&t[i], NULL, count_down, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
