// explore: clean; no-races
// Peterson's algorithm with plain variables: right where memory is seen in order, races but for
// that.
#include <assert.h>
#include <pthread.h>

static int wants[2], turn, inside;

static void *work(void *number)
{
    int me = *(int *)number, other = 1 - me;
    wants[me] = 1;
    turn = other;
    while (wants[other] && turn == other) {
    }
    inside = me;
    assert(inside == me);
    wants[me] = 0;
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
    run(2, work);
    return 0;
}
