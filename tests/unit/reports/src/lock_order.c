#include <pthread.h>
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static void *eat_left(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    return NULL;
}
static void *eat_right(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&right);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, eat_left, NULL);
    pthread_join(t, NULL);
    pthread_create(&t, NULL, eat_right, NULL);
    pthread_join(t, NULL);
    return 0;
}
