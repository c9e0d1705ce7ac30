/* A semaphore that starts at one is a lock. The cart is a linked list with a pointer to its end. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    pthread_t thread;
    char *user, *item;
    struct entry *next;
};

static sem_t one;
static struct entry *first, **end = &first;

static void *add(void *arg)
{
    struct entry *e = arg;

    while (sem_wait(&one) != 0 && errno == EINTR)
        ;
    *end = e;
    end = &e->next;
    printf("%s Added %s to inventory.\n", e->user, e->item);
    sem_post(&one);
    return NULL;
}

int main(int argc, char **argv)
{
    struct entry *entries = calloc((size_t)argc + 1, sizeof *entries);
    int n = 0;

    if (entries == NULL || sem_init(&one, 0, 1) != 0) {
        perror("cart_lock");
        return 1;
    }
    for (int i = 1; i < argc; i++, n++) {
        struct entry *e = &entries[n];
        e->user = argv[i];
        e->item = strrchr(argv[i], ':');
        if (e->item == NULL)
            break;
        *e->item++ = '\0';
        if (pthread_create(&e->thread, NULL, add, e) != 0)
            break;
    }
    for (int i = 0; i < n; i++)
        pthread_join(entries[i].thread, NULL);
    printf("Final Cart: [");
    for (struct entry *e = first; e != NULL; e = e->next)
        printf("'%s'%s", e->item, e->next ? ", " : "");
    printf("]\n");
    sem_destroy(&one);
    free(entries);
    return argc > 1 && n < argc - 1;
}
