// explore: faulty assert
// The number is read in one locked step and moved on in another: two sellers sell the same ticket.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next, sold[8];

static void *sell(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&lock);
        int ticket = next;
        pthread_mutex_unlock(&lock);
        pthread_mutex_lock(&lock);
        sold[ticket]++;
        next = ticket + 1;
        assert(sold[ticket] == 1);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, sell, NULL);
    pthread_create(&b, NULL, sell, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
