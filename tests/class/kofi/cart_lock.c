#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char* basket[70];
int total = 0;

void* add_to_cart(void* data)
{
    char* person = data;
    char* what = strrchr(person, ':');
    *what = 0;
    what++;
    basket[total] = what;
    total++;
    printf("%s Added %s to inventory.\n", person, what);

    return NULL;
}

int main(int argc, char* argv[])
{
    pthread_t t[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&t[i], NULL, add_to_cart, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    printf("Final Cart: [");
    for (int k = 0; k < total; k++)
        printf("%s'%s'", k ? ", " : "", basket[k]);
    printf("]\n");
    return 0;
}
