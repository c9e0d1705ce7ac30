/* C11 threads and mtx_t. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static mtx_t lock;
static char **cart;
static int in_cart;

static int add_item(void *arg)
{
    char *user = arg;
    char *item = user + strlen(user) + 1; /* main put a NUL where the colon was */

    if (mtx_lock(&lock) != thrd_success)
        return 1;
    cart[in_cart++] = item;
    printf("%s Added %s to inventory.\n", user, item);
    mtx_unlock(&lock);
    return 0;
}

int main(int argc, char **argv)
{
    int started = 0, failed = 0;
    thrd_t *threads = calloc((size_t)argc + 1, sizeof *threads);
    cart = calloc((size_t)argc + 1, sizeof *cart);
    if (!threads || !cart || mtx_init(&lock, mtx_plain) != thrd_success)
        return 1;

    for (int i = 1; i < argc && !failed; i++) {
        char *colon = strrchr(argv[i], ':');
        if (!colon) {
            failed = 1;
            break;
        }
        *colon = '\0';
        if (thrd_create(&threads[started], add_item, argv[i]) == thrd_success)
            started++;
        else
            failed = 1;
    }
    for (int i = 0; i < started; i++) {
        int result = 1;
        thrd_join(threads[i], &result);
        failed |= result;
    }

    fputs("Final Cart: [", stdout);
    for (int i = 0; i < in_cart; i++) {
        if (i)
            fputs(", ", stdout);
        printf("'%s'", cart[i]);
    }
    puts("]");
    mtx_destroy(&lock);
    free(cart);
    free(threads);
    return failed;
}
