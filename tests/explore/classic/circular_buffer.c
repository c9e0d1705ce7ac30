// explore: faulty assert; no-races
// One sends, one receives, over a ring of 10 whose state nothing guards:
// the receiver takes what has not been put.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

#define SIZE 10
#define N    7
static char ring[SIZE];
static unsigned first, next;
static int count;
static bool may_send = true, may_receive;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int take(void)
{
    next--;
    count--;
    int value = ring[first];
    first = (first + 1) % SIZE;
    return value;
}

static void put(int value)
{
    ring[next] = (char)value;
    next = (next + 1) % SIZE;
    count++;
}

static void *sender(void *unused)
{
    for (int i = 0; i < N; i++) {
        pthread_mutex_lock(&lock);
        if (may_send) {
            put(i);
            may_send = false;
            may_receive = true;
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void *receiver(void *unused)
{
    for (int i = 0; i < N; i++) {
        pthread_mutex_lock(&lock);
        if (may_receive) {
            assert(take() == i);
            may_receive = false;
            may_send = true;
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, sender, NULL);
    pthread_create(&b, NULL, receiver, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
