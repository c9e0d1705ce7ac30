// explore: clean
// Lamport's bakery for three.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define N 3
static atomic_bool choosing[N];
static atomic_int tickets[N];
static int count;

static void lock(int me)
{
    int highest = 0;
    atomic_store(&choosing[me], true);
    for (int i = 0; i < N; i++)
        highest = atomic_load(&tickets[i]) > highest ? atomic_load(&tickets[i]) : highest;
    atomic_store(&tickets[me], highest + 1);
    atomic_store(&choosing[me], false);
    for (int i = 0; i < N; i++) {
        while (atomic_load(&choosing[i]))
            ;
        for (int t; (t = atomic_load(&tickets[i])) != 0 &&
                    (t < highest + 1 || (t == highest + 1 && i < me));)
            ;
    }
}

static void *work(void *number)
{
    int me = *(int *)number;
    lock(me);
    count++;
    atomic_store(&tickets[me], 0);
    return NULL;
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
    run(3, work);
    assert(count == N);
    return 0;
}
