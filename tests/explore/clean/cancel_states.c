// explore: clean
// Cancellation switched off for a while, in a sleep, and in a semaphore.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static sem_t never;
static int was_done;

static void *protected(void *unused)
{
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    sleep(2);
    was_done = 1;
    pthread_setcancelstate(old, NULL);
    for (;;)
        pthread_testcancel();
    return unused;
}

static void *sleeper(void *unused)
{
    for (;;)
        sleep(1);
    return unused;
}

static void *waiter(void *unused)
{
    sem_wait(&never);
    return unused;
}

static void *entry(void *number)
{
    void *(*const bodies[])(void *) = {protected, sleeper, waiter};
    return bodies[*(int *)number](NULL);
}

int main(void)
{
    static int numbers[3] = {0, 1, 2};
    pthread_t threads[3];
    sem_init(&never, 0, 0);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, entry, &numbers[i]);
    sleep(1);
    for (int i = 0; i < 3; i++)
        pthread_cancel(threads[i]);
    for (int i = 0; i < 3; i++) {
        void *result;
        pthread_join(threads[i], &result);
        assert(result == PTHREAD_CANCELED);
    }
    return 0;
}
