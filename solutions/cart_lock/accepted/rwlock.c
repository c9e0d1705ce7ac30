/* The write side of a reader-writer lock; the text of the cart grows in memory. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static FILE *cart; /* a stream into memory */
static int empty = 1;

static void *add(void *arg)
{
    const char *pair = arg, *colon = strrchr(pair, ':');

    pthread_rwlock_wrlock(&lock);
    fprintf(cart, "%s'%s'", empty ? "" : ", ", colon + 1);
    empty = 0;
    printf("%.*s Added %s to inventory.\n", (int)(colon - pair), pair, colon + 1);
    pthread_rwlock_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    char *text = NULL;
    size_t size = 0;
    pthread_t *threads = calloc((size_t)argc + 1, sizeof *threads);
    int started = 1;

    cart = open_memstream(&text, &size);
    if (cart == NULL || threads == NULL)
        return 1;
    for (; started < argc; started++)
        if (strrchr(argv[started], ':') == NULL || pthread_create(&threads[started], NULL, add, argv[started]) != 0)
            break;
    for (int i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
    if (fclose(cart) != 0)
        return 1;
    printf("Final Cart: [%s]\n", text);
    free(text);
    free(threads);
    return started < argc;
}
