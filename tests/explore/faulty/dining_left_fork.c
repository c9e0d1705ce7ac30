// explore: faulty deadlock
// Every philosopher takes the left fork first: all may hold one fork and wait for the other.
#include <pthread.h>
#include <stdio.h>

#define N 3
static pthread_mutex_t fork_[N];

static void *dine(void *arg)
{
    int id = *(int *)arg;
    pthread_mutex_lock(&fork_[id]);
    pthread_mutex_lock(&fork_[(id + 1) % N]);
    printf("%d eats\n", id);
    pthread_mutex_unlock(&fork_[(id + 1) % N]);
    pthread_mutex_unlock(&fork_[id]);
    return NULL;
}

int main(void)
{
    pthread_t t[N];
    int id[N];
    for (int i = 0; i < N; i++)
        pthread_mutex_init(&fork_[i], NULL);
    for (int i = 0; i < N; i++) {
        id[i] = i;
        pthread_create(&t[i], NULL, dine, &id[i]);
    }
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL);
    return 0;
}
