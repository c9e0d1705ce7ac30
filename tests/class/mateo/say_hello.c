#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *greet(void *x) {
    char *nombre = x;
    printf("Hello to: %s\n", nombre);
    sleep(2);
    printf("Goodbye to: %s\n", nombre);
    return NULL;
}

int main(int argc, char *argv[]) {
    if (argc < 2) {
        fprintf(stderr, "Uso: %s nombre...\n", argv[0]);
        return 1;
    }
    pthread_t hilos[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&hilos[i], NULL, greet, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(hilos[i], NULL);
    return 0;
}
