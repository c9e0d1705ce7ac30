/* deadlock: two threads take two mutexes in opposite order, with a second in between. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void *left_first(void *arg)
{
    pthread_mutex_lock(&left);
    sleep(1);
    pthread_mutex_lock(&right);
    return arg;
}

static void *right_first(void *arg)
{
    pthread_mutex_lock(&right);
    sleep(1);
    pthread_mutex_lock(&left);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, left_first, NULL);
    pthread_create(&b, NULL, right_first, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
