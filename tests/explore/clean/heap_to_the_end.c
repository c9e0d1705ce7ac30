// explore: clean
// Blocks of odd sizes, used to their last byte, made larger, made again of freed ones, aligned.
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message {
    int length;
    char text[];
};

static void *use(void *unused)
{
    for (size_t size = 1; size < 40; size += 3) {
        char *block = malloc(size);
        memset(block, 1, size);
        block = realloc(block, size + 5);
        block[size + 4] = 2;
        free(block);
    }
    struct message *m = malloc(offsetof(struct message, text) + 3);
    m->length = snprintf(m->text, 3, "%d", 42);
    char *copy = strdup(m->text), *page = aligned_alloc(64, 192);
    copy[m->length] = page[191] = '\0';
    free(copy);
    free(page);
    free(m);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, use, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
