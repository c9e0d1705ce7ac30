#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

pthread_mutex_t candado = PTHREAD_MUTEX_INITIALIZER;

void *log_user(void *x) {
    char *nombre = x;
    FILE *f = fopen("invoice.txt", "a");
    pthread_mutex_lock(&candado);
    fprintf(f, "%s: Logged in at 8:00 AM\n", nombre);
    fclose(f);
    pthread_mutex_unlock(&candado);
    printf("%s updated invoice\n", nombre);
    return NULL;
}

int main(int argc, char *argv[]) {
    pthread_t hilos[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&hilos[i], NULL, log_user, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(hilos[i], NULL);
    return 0;
}
