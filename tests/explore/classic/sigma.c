// explore: faulty assert; no-races
// Each thread marks the place that the counter shows, which has moved on by then.
#include <assert.h>
#include <pthread.h>

#define N 5
static int marks[N + 1];
static volatile int place;

static void *mark(void *unused)
{
    marks[place] = 1;
    return unused;
}

int main(void)
{
    pthread_t threads[N];
    int sum = 0;
    for (int i = 0; i < N; i++) {
        pthread_create(&threads[i], NULL, mark, NULL);
        place++;
    }
    for (int i = 0; i < N; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i <= N; i++)
        sum += marks[i];
    assert(sum == N);
    return 0;
}
