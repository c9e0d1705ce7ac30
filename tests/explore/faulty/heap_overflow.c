// explore: faulty crash
// The second of two threads that fill a list writes one past its end, where nobody else's memory
// lies.
#include <pthread.h>
#include <stdlib.h>

#define ITEMS 5

static char *list;
static int used;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *rounds)
{
    for (int i = 0; i < *(int *)rounds; i++) {
        pthread_mutex_lock(&lock);
        list[used++] = 'x';
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int rounds = ITEMS / 2 + 1;
    list = malloc(ITEMS);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, add, &rounds);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    free(list);
    return 0;
}
