/* A spin lock of one atomic flag that yields the processor while it is taken. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static atomic_flag taken = ATOMIC_FLAG_INIT;
static char *cart[64];
static int count;

static void lock(void)
{
    while (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire))
        sched_yield();
}

static void unlock(void)
{
    atomic_flag_clear_explicit(&taken, memory_order_release);
}

static void *add_items(void *arg)
{
    char *user = arg;
    char *colon = strrchr(user, ':');

    *colon = '\0';
    lock();
    if (count < 64) {
        cart[count++] = colon + 1;
        printf("%s Added %s to inventory.\n", user, colon + 1);
    }
    unlock();
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int n = 0;

    for (int i = 1; i < argc && n < 64 && strrchr(argv[i], ':'); i++, n++)
        if (pthread_create(&threads[n], NULL, add_items, argv[i]) != 0)
            break;
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    printf("Final Cart: [");
    for (int i = 0; i < count; i++)
        printf(i ? ", '%s'" : "'%s'", cart[i]);
    printf("]\n");
    return n == argc - 1 ? 0 : 1;
}
