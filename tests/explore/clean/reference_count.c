// explore: clean
// Whoever gives back the last reference frees the object.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct object {
    atomic_int references;
    int value;
};
static struct object *shared;
static atomic_int frees;

static void *work(void *unused)
{
    struct object *o = shared;
    assert(o->value == 7);
    if (atomic_fetch_sub_explicit(&o->references, 1, memory_order_release) == 1) {
        atomic_thread_fence(memory_order_acquire);
        free(o);
        atomic_fetch_add(&frees, 1);
    }
    return unused;
}

static void run(int n, void *(*body)(void *))
{
    static int numbers[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    pthread_t threads[8];
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, body, &numbers[i]);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    shared = malloc(sizeof *shared);
    atomic_init(&shared->references, 4);
    shared->value = 7;
    run(4, work);
    assert(frees == 1);
    return 0;
}
