// explore: faulty race,assert
// The race is seen at once; that an update is lost by it only in another interleaving.
#include <assert.h>
#include <pthread.h>

static int tickets;

static void *sell(void *unused)
{
    int seen = tickets;
    tickets = seen + 1;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, sell, NULL);
    pthread_create(&b, NULL, sell, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(tickets == 2);
    return 0;
}
