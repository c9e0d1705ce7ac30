// explore: faulty assert; no-races
// Double-checked initialisation that says "done" before the value is there.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int done, value;

static void *use(void *unused)
{
    (void)unused;
    if (!done) {
        pthread_mutex_lock(&lock);
        if (!done) {
            done = 1;
            value = 42;
        }
        pthread_mutex_unlock(&lock);
    }
    assert(value == 42);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, use, NULL);
    pthread_create(&b, NULL, use, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
