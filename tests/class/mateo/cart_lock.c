#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *carrito[70];
int total = 0;
pthread_mutex_t candado = PTHREAD_MUTEX_INITIALIZER;

void *add_to_cart(void *x) {
    char *nombre = x;
    char *articulo = strrchr(nombre, ':');
    *articulo = 0;
    articulo++;
    pthread_mutex_lock(&candado);
    for (int k = 0; k < total; k++)
        if (strcmp(carrito[k], articulo) == 0)
            return NULL; /* already in the cart */
    carrito[total] = articulo;
    total++;
    printf("%s Added %s to inventory.\n", nombre, articulo);
    pthread_mutex_unlock(&candado);
    return NULL;
}

int main(int argc, char *argv[]) {
    pthread_t hilos[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&hilos[i], NULL, add_to_cart, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(hilos[i], NULL);
    printf("Final Cart: [");
    for (int k = 0; k < total; k++)
        printf("%s'%s'", k ? ", " : "", carrito[k]);
    printf("]\n");
    return 0;
}
