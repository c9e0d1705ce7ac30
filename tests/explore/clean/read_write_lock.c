// explore: clean
// Readers and writers with pthread_rwlock.
#include <assert.h>
#include <pthread.h>

static int a, b;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *work(void *number)
{
    for (int i = 0; i < 2; i++) {
        if (*(int *)number < 2) {
            pthread_rwlock_wrlock(&lock);
            a++;
            b--;
        } else {
            pthread_rwlock_rdlock(&lock);
            assert(a == -b);
        }
        pthread_rwlock_unlock(&lock);
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
    run(5, work);
    assert(a == 4);
    return 0;
}
