// fails: memory
/* Copies each item into a block that lacks the byte for the '\0'. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *cart[64];
static int count;

static void *add_item(void *arg)
{
    char *user = arg;
    char *colon = strrchr(user, ':');
    char *item = malloc(strlen(colon + 1));

    strcpy(item, colon + 1);
    *colon = '\0';
    pthread_mutex_lock(&lock);
    cart[count++] = item;
    printf("%s Added %s to inventory.\n", user, item);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, add_item, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    printf("Final Cart: [");
    for (int i = 0; i < count; i++) {
        printf("%s'%s'", i > 0 ? ", " : "", cart[i]);
        free(cart[i]);
    }
    printf("]\n");
    return 0;
}
