// cart_lock
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

sem_t s;
const char *cart[64];
int size;

void *add(void *arg) {
    char *user = arg, *item = user + strlen(user) + 1;
    sem_wait(&s);
    cart[size++] = item;
    printf("%s Added %s to inventory.\n", user, item);
    sem_post(&s);
    return arg;
}

int main(int argc, char *argv[]) {
    pthread_t t[65];
    sem_init(&s, 0, 1);
    for (int i = 1; i < argc; i++)
        *strrchr(argv[i], ':') = 0;
    for (int i = 1; i < argc; i++)
        pthread_create(&t[i], 0, add, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], 0);
    fputs("Final Cart: [", stdout);
    for (int i = 0; i < size; i++)
        printf("%s'%s'", i > 0 ? ", " : "", cart[i]);
    puts("]");
    return 0;
}
