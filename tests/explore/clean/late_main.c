// explore: clean
// However late main is: the signal is remembered, and a ticker that never ends does not keep main from coming on.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;
static bool is_over;
static atomic_bool stop;

static void *work(void *unused)
{
    for (int i = 0; i < 3; i++)
        sleep(1);
    pthread_mutex_lock(&lock);
    is_over = true;
    pthread_cond_signal(&over);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *tick(void *unused)
{
    while (!stop)
        sleep(1);
    return unused;
}

int main(void)
{
    pthread_t worker, ticker;
    pthread_create(&ticker, NULL, tick, NULL);
    pthread_create(&worker, NULL, work, NULL);
    pthread_mutex_lock(&lock);
    while (!is_over)
        pthread_cond_wait(&over, &lock);
    pthread_mutex_unlock(&lock);
    stop = true;
    pthread_join(worker, NULL);
    pthread_join(ticker, NULL);
    return 0;
}
