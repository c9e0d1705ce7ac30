/* A fair lock made of two numbers: everybody is served in turn. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t next_turn = PTHREAD_COND_INITIALIZER;
static unsigned drawn, turn;
static long funds, amount;

static void enter(void)
{
    pthread_mutex_lock(&inner);
    for (unsigned mine = drawn++; mine != turn;)
        pthread_cond_wait(&next_turn, &inner);
    pthread_mutex_unlock(&inner);
}

static void leave(void)
{
    pthread_mutex_lock(&inner);
    turn++;
    pthread_cond_broadcast(&next_turn);
    pthread_mutex_unlock(&inner);
}

static void *customer(void *arg)
{
    for (int k = 1; k <= 10; k++) {
        enter();
        if (funds >= amount) {
            sleep(1);
            funds -= amount;
            printf("Withdrew: %ld Name: %s Remaining Fund: %ld\n", amount, (char *)arg, funds);
        } else {
            printf("Insufficient Funds: %ld Cannot withdraw for: %s\n", funds, (char *)arg);
        }
        leave();
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
