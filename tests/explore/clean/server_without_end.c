// explore: clean
// Threads that never end: main ends the program.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t requests, answers;
static int value;

static void *serve(void *unused)
{
    for (;;) {
        sem_wait(&requests);
        value *= 2;
        sem_post(&answers);
    }
    return unused;
}

static void *idle(void *unused)
{
    for (;;) {
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;
    sem_init(&requests, 0, 0);
    sem_init(&answers, 0, 0);
    pthread_create(&a, NULL, serve, NULL);
    pthread_create(&b, NULL, idle, NULL);
    for (int i = 1; i <= 3; i++) {
        value = i;
        sem_post(&requests);
        sem_wait(&answers);
        assert(value == 2 * i);
    }
    return 0;
}
