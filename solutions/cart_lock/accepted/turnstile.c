/* A turnstile: mutex and condition variable let the threads through in the order of the arguments. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int turn; /* under gate: whose turn it is */

static const char **cart;
static int cart_size;

struct customer {
    int number;
    const char *user, *item;
    pthread_t id;
};

static void *shop(void *arg)
{
    const struct customer *me = arg;

    pthread_mutex_lock(&gate);
    while (turn != me->number)
        pthread_cond_wait(&moved, &gate);
    cart[cart_size++] = me->item;
    printf("%s Added %s to inventory.\n", me->user, me->item);
    turn++;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&gate);
    return NULL;
}

int main(int argc, char **argv)
{
    int customers = argc > 1 ? argc - 1 : 0, started;
    struct customer *all = calloc((size_t)customers + 1, sizeof *all);
    cart = calloc((size_t)customers + 1, sizeof *cart);
    if (all == NULL || cart == NULL)
        return 1;

    for (started = 0; started < customers; started++) {
        char *word = argv[started + 1], *colon = strrchr(word, ':');
        if (colon == NULL)
            break;
        *colon = '\0';
        all[started].number = started;
        all[started].user = word;
        all[started].item = colon + 1;
        if (pthread_create(&all[started].id, NULL, shop, &all[started]) != 0)
            break;
    }
    for (int i = 0; i < started; i++)
        pthread_join(all[i].id, NULL);

    printf("Final Cart: [");
    const char *between = "";
    for (int i = 0; i < cart_size; i++, between = ", ")
        printf("%s'%s'", between, cart[i]);
    printf("]\n");
    free(all);
    free(cart);
    return started < customers;
}
