// explore: faulty crash; no-races
// After pbzip2: main frees the queue while a consumer has still to give back its lock.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t *lock;
    int left;
};
static struct queue *queue;
static pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static bool is_done;

static void *consume(void *unused)
{
    for (;;) {
        pthread_mutex_lock(queue->lock);
        int block = queue->left > 0 ? queue->left-- : 0;
        if (block == 1) {
            pthread_mutex_lock(&done_lock);
            is_done = true;
            pthread_cond_signal(&done);
            pthread_mutex_unlock(&done_lock);
        }
        pthread_mutex_unlock(queue->lock);
        if (!block)
            return unused;
    }
}

int main(void)
{
    pthread_t threads[2];
    queue = malloc(sizeof *queue);
    queue->lock = malloc(sizeof *queue->lock);
    pthread_mutex_init(queue->lock, NULL);
    queue->left = 3;
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, consume, NULL);
    pthread_mutex_lock(&done_lock);
    while (!is_done)
        pthread_cond_wait(&done, &done_lock);
    pthread_mutex_unlock(&done_lock);
    pthread_mutex_destroy(queue->lock);
    free(queue->lock);
    queue->lock = NULL;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
