// explore: faulty assert
// A buffer of two places whose semaphore counts three: a value is overwritten before it is taken.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

#define N 2
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t empty, full;
static int buffer[N], in, out;

static void *produce(void *unused)
{
    for (int i = 1; i <= 4; i++) {
        sem_wait(&empty);
        pthread_mutex_lock(&lock);
        buffer[in++ % N] = i;
        pthread_mutex_unlock(&lock);
        sem_post(&full);
    }
    return unused;
}

static void *consume(void *unused)
{
    for (int i = 1; i <= 4; i++) {
        sem_wait(&full);
        pthread_mutex_lock(&lock);
        assert(buffer[out++ % N] == i);
        pthread_mutex_unlock(&lock);
        sem_post(&empty);
    }
    return unused;
}

int main(void)
{
    pthread_t p, c;
    sem_init(&empty, 0, N + 1);
    sem_init(&full, 0, 0);
    pthread_create(&p, NULL, produce, NULL);
    pthread_create(&c, NULL, consume, NULL);
    pthread_join(p, NULL);
    pthread_join(c, NULL);
    return 0;
}
