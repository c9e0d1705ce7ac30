// explore: faulty assert
// A queue of 20: the flags that should make put and take turns are looked at in another step than
// the one that uses them.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

#define SIZE 20
static int queue[SIZE], stored[SIZE], head, tail;
static bool may_put = true, may_take;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *put_all(void *unused)
{
    for (int i = 0; i < SIZE; i++) {
        pthread_mutex_lock(&lock);
        if (may_put) {
            queue[tail++] = stored[i] = 7 * i;
            may_put = false;
            may_take = true;
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void *take_all(void *unused)
{
    for (int i = 0; i < SIZE; i++) {
        pthread_mutex_lock(&lock);
        if (may_take) {
            assert(queue[head++] == stored[i]);
            may_take = false;
            may_put = true;
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, put_all, NULL);
    pthread_create(&b, NULL, take_all, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
