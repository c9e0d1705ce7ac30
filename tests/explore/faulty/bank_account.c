// explore: faulty assert
// The check and the subtraction are two locked steps: two withdrawals can both see 10 and take 10.
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int funds = 10;

static int enough(int amount)
{
    pthread_mutex_lock(&lock);
    int yes = funds >= amount;
    pthread_mutex_unlock(&lock);
    return yes;
}

static void *withdraw(void *amount)
{
    if (enough(*(int *)amount)) {
        pthread_mutex_lock(&lock);
        funds -= *(int *)amount;
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    int amount = 10;
    pthread_t a, b;
    pthread_create(&a, NULL, withdraw, &amount);
    pthread_create(&b, NULL, withdraw, &amount);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("left: %d\n", funds);
    assert(funds >= 0);
    return 0;
}
