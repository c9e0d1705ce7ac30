// explore: clean
// A ring between one producer and one consumer, with acquire and release only.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define SIZE 2
#define N    5
static int ring[SIZE];
static atomic_uint head, tail;

static void *produce(void *unused)
{
    for (int i = 0; i < N; i++) {
        unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);
        while (t - atomic_load_explicit(&head, memory_order_acquire) == SIZE)
            ;
        ring[t % SIZE] = i;
        atomic_store_explicit(&tail, t + 1, memory_order_release);
    }
    return unused;
}

static void *consume(void *unused)
{
    for (int i = 0; i < N; i++) {
        unsigned h = atomic_load_explicit(&head, memory_order_relaxed);
        while (h == atomic_load_explicit(&tail, memory_order_acquire))
            ;
        assert(ring[h % SIZE] == i);
        atomic_store_explicit(&head, h + 1, memory_order_release);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, produce, NULL);
    pthread_create(&b, NULL, consume, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
