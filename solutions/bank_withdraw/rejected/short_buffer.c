// fails: memory output
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int funds, amount;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *customer(void *arg)
{
    char name[32];
    strcpy(name, arg);
    for (int k = 1; k <= 10; k++) {
        pthread_mutex_lock(&lock);
        if (funds >= amount) {
            sleep(1);
            funds -= amount;
            printf("Withdrew: %d Name: %s Remaining Fund: %d\n", amount, name, funds);
        } else {
            printf("Insufficient Funds: %d Cannot withdraw for: %s\n", funds, name);
        }
        pthread_mutex_unlock(&lock);
        printf("%d Transaction Over\n", k);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    funds = atoi(argv[1]);
    amount = atoi(argv[2]);
    int n = argc - 3;
    pthread_t threads[64];
    for (int i = 0; i < n; i++)
        pthread_create(&threads[i], NULL, customer, argv[i + 3]);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    printf("Final Balance: %d\n", funds);
    return 0;
}
