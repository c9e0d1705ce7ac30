// explore: faulty assert
// Four threads pass a number round, each once: only in one order does it go all the way.
#include <assert.h>
#include <pthread.h>

#define N 4
static int x[N] = {1, 2, 1, 0};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *pass(void *place)
{
    int i = *(int *)place;
    pthread_mutex_lock(&lock);
    x[i] = (x[(i + N - 1) % N] + 1) % N;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *check(void *unused)
{
    pthread_mutex_lock(&lock);
    assert(x[0] == x[1] || x[1] == x[2] || x[2] == x[3] || x[0] + 1 != x[1]);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    static int places[N] = {0, 1, 2, 3};
    pthread_t threads[N + 1];
    pthread_create(&threads[N], NULL, check, NULL);
    for (int i = N; i-- > 0;)
        pthread_create(&threads[i], NULL, pass, &places[i]);
    for (int i = 0; i <= N; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
