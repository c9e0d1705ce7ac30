// explore: clean
// pthread_once, and a thread-specific value with a destructor.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t control = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int calls, freed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void destroy(void *value)
{
    free(value);
    pthread_mutex_lock(&lock);
    freed++;
    pthread_mutex_unlock(&lock);
}

static void init(void)
{
    calls++;
    pthread_key_create(&key, destroy);
}

static void *work(void *number)
{
    pthread_once(&control, init);
    assert(calls == 1 && pthread_getspecific(key) == NULL);
    int *mine = malloc(sizeof *mine);
    *mine = *(int *)number;
    pthread_setspecific(key, mine);
    assert(*(int *)pthread_getspecific(key) == *(int *)number);
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
    assert(calls == 1 && freed == 3);
    return 0;
}
