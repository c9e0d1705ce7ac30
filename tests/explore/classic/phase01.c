// explore: faulty deadlock
// Two phases, of which the second takes one lock twice.
#include <pthread.h>

static pthread_mutex_t x = PTHREAD_MUTEX_INITIALIZER, y = PTHREAD_MUTEX_INITIALIZER;
static int phase;

static void *first(void *unused)
{
    pthread_mutex_lock(&x);
    int now = phase++;
    pthread_mutex_unlock(&x);
    if (now == 1) { /* only who came second */
        pthread_mutex_lock(&y);
        pthread_mutex_lock(&x);
        pthread_mutex_lock(&y);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, first, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
