// explore: clean
// A barrier made of atomics that turns its sense each round.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define N 3
static atomic_int left = N;
static atomic_bool sense;
static int places[N];

static void barrier(bool *mine)
{
    *mine = !*mine;
    if (atomic_fetch_sub(&left, 1) == 1) {
        atomic_store(&left, N);
        atomic_store(&sense, *mine);
    } else {
        while (atomic_load(&sense) != *mine)
            ;
    }
}

static void *work(void *number)
{
    bool mine = false;
    int me = *(int *)number;
    for (int round = 1; round <= 3; round++) {
        places[me] = round;
        barrier(&mine);
        for (int i = 0; i < N; i++)
            assert(places[i] == round);
        barrier(&mine);
    }
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
    return 0;
}
