/* A lock of its own from an atomic flag, which gives way while it is taken. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static long counter, increments;
static atomic_flag taken = ATOMIC_FLAG_INIT;

static void *add(void *arg)
{
    (void)arg;
    for (long i = 0; i < increments; i++) {
        while (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire))
            sched_yield();
        counter++;
        atomic_flag_clear_explicit(&taken, memory_order_release);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc > 1 ? atoi(argv[1]) : 0;

    increments = argc > 2 ? atol(argv[2]) : 0;
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("Final Value: %ld\n", counter);
    return 0;
}
