// explore: faulty deadlock
// main waits for a signal without asking whether it has come: as long as main takes less than three seconds to get there, all is well.
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t over = PTHREAD_COND_INITIALIZER;

static void *work(void *unused)
{
    for (int i = 0; i < 3; i++)
        sleep(1);
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&over);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&over, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(t, NULL);
    return 0;
}
