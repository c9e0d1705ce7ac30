#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;
static int stock;
static void *buyer(void *arg)
{
    pthread_mutex_t *m = arg;
    pthread_mutex_lock(m);
    stock++;
    pthread_mutex_unlock(m);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, buyer, &one);
    pthread_create(&b, NULL, buyer, &two);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("%d\n", stock);
    return 0;
}
