// explore: clean
// A barrier made of a condition variable that counts its rounds.
#include <assert.h>
#include <pthread.h>

#define N 4
static int arrived, generation, places[N];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;

static void barrier(void)
{
    pthread_mutex_lock(&lock);
    int mine = generation;
    if (++arrived == N) {
        arrived = 0;
        generation++;
        pthread_cond_broadcast(&opened);
    }
    while (generation == mine)
        pthread_cond_wait(&opened, &lock);
    pthread_mutex_unlock(&lock);
}

static void *work(void *number)
{
    int me = *(int *)number;
    for (int round = 1; round <= 2; round++) {
        places[me] = round;
        barrier();
        assert(places[(me + 1) % N] == round);
        barrier();
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
    run(4, work);
    return 0;
}
