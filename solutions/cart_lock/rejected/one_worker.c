// fails: concurrency
/* A single thread adds the items of all users. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *cart[64];
static int count;

static void *add_all(void *arg)
{
    for (char **a = arg; *a; a++) {
        char *colon = strrchr(*a, ':');
        *colon = '\0';
        pthread_mutex_lock(&lock);
        cart[count++] = colon + 1;
        printf("%s Added %s to inventory.\n", *a, colon + 1);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t worker;
    (void)argc;
    pthread_create(&worker, NULL, add_all, argv + 1);
    pthread_join(worker, NULL);
    printf("Final Cart: [");
    for (int i = 0; i < count; i++)
        printf("%s'%s'", i > 0 ? ", " : "", cart[i]);
    printf("]\n");
    return 0;
}
