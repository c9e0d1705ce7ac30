#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *count_down(void *x) {
    char *nombre = x;
    nombre = strtok(nombre, ":");
    int n = atoi(strtok(NULL, ":"));
    while (n > 0) {
        printf("%s Running: %d\n", nombre, n);
        sleep(1);
        n = n - 1;
    }
    printf("%s Completed\n", nombre);
    return NULL;
}

int main(int argc, char *argv[]) {
    if (argc < 2) {
        fprintf(stderr, "Uso: %s nombre...\n", argv[0]);
        return 1;
    }
    pthread_t hilos[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&hilos[i], NULL, count_down, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(hilos[i], NULL);
    return 0;
}
