/* A cart that grows, guarded by one mutex. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cart {
    pthread_mutex_t lock;
    const char **items; /* under lock */
    size_t count, capacity;
};

struct buyer {
    pthread_t thread;
    struct cart *cart;
    const char *user, *item;
};

static int cart_add(struct cart *cart, const char *item)
{
    if (cart->count == cart->capacity) {
        size_t capacity = cart->capacity ? 2 * cart->capacity : 4;
        const char **items = realloc(cart->items, capacity * sizeof *items);
        if (items == NULL)
            return -1;
        cart->items = items;
        cart->capacity = capacity;
    }
    cart->items[cart->count++] = item;
    return 0;
}

static void *buy(void *arg)
{
    struct buyer *b = arg;

    pthread_mutex_lock(&b->cart->lock);
    if (cart_add(b->cart, b->item) == 0)
        printf("%s Added %s to inventory.\n", b->user, b->item);
    pthread_mutex_unlock(&b->cart->lock);
    return NULL;
}

static void cart_print(const struct cart *cart)
{
    printf("Final Cart: [");
    for (size_t i = 0; i < cart->count; i++)
        printf("%s'%s'", i > 0 ? ", " : "", cart->items[i]);
    printf("]\n");
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)argc - 1 : 0, started = 0;
    struct cart cart = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct buyer *buyers = calloc(count + 1, sizeof *buyers);

    if (buyers == NULL)
        return EXIT_FAILURE;
    for (; started < count; started++) {
        struct buyer *b = &buyers[started];
        char *colon = strrchr(argv[started + 1], ':');
        if (colon == NULL)
            break;
        *colon = '\0';
        *b = (struct buyer){.cart = &cart, .user = argv[started + 1], .item = colon + 1};
        if (pthread_create(&b->thread, NULL, buy, b) != 0)
            break;
    }
    for (size_t i = 0; i < started; i++)
        pthread_join(buyers[i].thread, NULL);
    cart_print(&cart);
    pthread_mutex_destroy(&cart.lock);
    free(cart.items);
    free(buyers);
    return started == count ? EXIT_SUCCESS : EXIT_FAILURE;
}
