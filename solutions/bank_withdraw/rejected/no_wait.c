// fails: time
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long funds, amount;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *customer(void *arg)
{
    for (int k = 1; k <= 10; k++) {
        pthread_mutex_lock(&lock);
        if (funds >= amount) {
            funds -= amount;
            printf("Withdrew: %ld Name: %s Remaining Fund: %ld\n", amount, (char *)arg, funds);
        } else {
            printf("Insufficient Funds: %ld Cannot withdraw for: %s\n", funds, (char *)arg);
        }
        pthread_mutex_unlock(&lock);
        printf("%d Transaction Over\n", k);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    if (argc < 3)
        return 1;
    funds = atol(argv[1]);
    amount = atol(argv[2]);
    for (int i = 3; i < argc; i++)
        pthread_create(&threads[i - 3], NULL, customer, argv[i]);
    for (int i = 3; i < argc; i++)
        pthread_join(threads[i - 3], NULL);
    printf("Final Balance: %ld\n", funds);
    return 0;
}
