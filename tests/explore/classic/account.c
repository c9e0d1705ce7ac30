// explore: faulty assert
// A deposit and a withdrawal, each under the lock, and a check with a sign wrong: it fails when it
// comes last.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 10;
static bool was_deposited, was_withdrawn;

static void *deposit(void *amount)
{
    pthread_mutex_lock(&lock);
    balance += *(int *)amount;
    was_deposited = true;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *withdraw(void *amount)
{
    pthread_mutex_lock(&lock);
    balance -= *(int *)amount;
    was_withdrawn = true;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *check(void *unused)
{
    pthread_mutex_lock(&lock);
    if (was_deposited && was_withdrawn)
        assert(balance == 10 - 3 - 2);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    int in = 3, out = 2;
    pthread_t threads[3];
    pthread_create(&threads[0], NULL, check, NULL);
    pthread_create(&threads[1], NULL, deposit, &in);
    pthread_create(&threads[2], NULL, withdraw, &out);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
