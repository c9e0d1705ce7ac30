#include <pthread.h>
#include <stdio.h>
int funds = 100;
static void *withdraw(void *arg)
{
    (void)arg;
    if (funds >= 10)
        funds -= 10;
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, withdraw, NULL);
    pthread_create(&b, NULL, withdraw, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("%d\n", funds);
    return 0;
}
