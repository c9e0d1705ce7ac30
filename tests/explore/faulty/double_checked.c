// explore: faulty race
// Double-checked initialisation with a plain pointer: the first check reads it outside the lock.
#include <pthread.h>
#include <stdlib.h>

struct config {
    int size;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct config *config;

static struct config *get(void)
{
    if (config == NULL) {
        pthread_mutex_lock(&lock);
        if (config == NULL) {
            struct config *fresh = malloc(sizeof *fresh);
            fresh->size = 42;
            config = fresh;
        }
        pthread_mutex_unlock(&lock);
    }
    return config;
}

static void *use(void *unused)
{
    (void)unused;
    return get()->size == 42 ? NULL : unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, use, NULL);
    pthread_create(&b, NULL, use, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    free(config);
    return 0;
}
