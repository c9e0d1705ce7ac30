// fails: memory
/* Each customer gives the struct back after the last attempt, and then still looks into it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long funds, amount;

struct customer {
    const char *name;
    int attempts;
};

static void attempt(const char *name)
{
    pthread_mutex_lock(&lock);
    if (funds >= amount) {
        sleep(1);
        funds -= amount;
        printf("Withdrew: %ld Name: %s Remaining Fund: %ld\n", amount, name, funds);
    } else {
        printf("Insufficient Funds: %ld Cannot withdraw for: %s\n", funds, name);
    }
    pthread_mutex_unlock(&lock);
}

static void *serve(void *arg)
{
    struct customer *c = arg;
    do {
        attempt(c->name);
        printf("%d Transaction Over\n", ++c->attempts);
        if (c->attempts == 10)
            free(c);
    } while (c->attempts < 10);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    if (argc < 3)
        return 1;
    funds = atol(argv[1]);
    amount = atol(argv[2]);
    for (int i = 3; i < argc; i++) {
        struct customer *c = calloc(1, sizeof *c);
        c->name = argv[i];
        pthread_create(&threads[i - 3], NULL, serve, c);
    }
    for (int i = 3; i < argc; i++)
        pthread_join(threads[i - 3], NULL);
    printf("Final Balance: %ld\n", funds);
    return 0;
}
