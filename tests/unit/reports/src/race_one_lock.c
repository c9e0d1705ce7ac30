#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stock;
static void *careful(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&lock);
    stock++;
    pthread_mutex_unlock(&lock);
    return NULL;
}
static void *careless(void *arg)
{
    (void)arg;
    usleep(100000);
    printf("%d\n", stock);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, careful, NULL);
    pthread_create(&b, NULL, careless, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
