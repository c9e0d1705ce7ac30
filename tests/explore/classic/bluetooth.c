// explore: faulty assert; no-races
// The Bluetooth driver: a worker enters while the driver is being stopped.
// It looks whether that is so before it counts itself in.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int pending_io = 1;
static volatile bool is_stopping, stop_event, is_stopped;

static int enter(void)
{
    if (is_stopping)
        return -1;
    pthread_mutex_lock(&lock);
    pending_io++;
    pthread_mutex_unlock(&lock);
    return 0;
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    bool was_last = --pending_io == 0;
    pthread_mutex_unlock(&lock);
    if (was_last)
        stop_event = true;
}

static void *work(void *unused)
{
    if (enter() == 0) {
        assert(!is_stopped);
        leave();
    }
    return unused;
}

int main(void)
{
    pthread_t worker;
    pthread_create(&worker, NULL, work, NULL);
    is_stopping = true;
    leave();
    if (stop_event)
        is_stopped = true;
    pthread_join(worker, NULL);
    return 0;
}
