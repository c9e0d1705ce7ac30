/* Who holds the one byte of a pipe may use the cart; putting it back lets the next one in. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int token[2];
static const char **cart;
static size_t used;

static void take(void)
{
    char byte;
    while (read(token[0], &byte, 1) != 1)
        if (errno != EINTR)
            abort();
}

static void put_back(void)
{
    while (write(token[1], "t", 1) != 1)
        if (errno != EINTR)
            abort();
}

static void *add_item(void *arg)
{
    const char *user = arg, *item = user + strlen(user) + 1;

    take();
    cart[used++] = item;
    printf("%s Added %s to inventory.\n", user, item);
    put_back();
    return NULL;
}

int main(int argc, char **argv)
{
    size_t people = argc > 1 ? (size_t)argc - 1 : 0, n = 0;
    pthread_t *threads = malloc((people + 1) * sizeof *threads);

    cart = malloc((people + 1) * sizeof *cart);
    if (threads == NULL || cart == NULL || pipe(token) != 0)
        return 1;
    put_back();
    while (n < people) {
        char *colon = strrchr(argv[n + 1], ':');
        if (colon == NULL)
            break;
        *colon = '\0';
        if (pthread_create(&threads[n], NULL, add_item, argv[n + 1]) != 0)
            break;
        n++;
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    printf("Final Cart: [");
    for (size_t i = 0; i < used; i++)
        printf("%s'%s'", i ? ", " : "", cart[i]);
    printf("]\n");
    close(token[0]);
    close(token[1]);
    free(cart);
    free(threads);
    return n < people;
}
