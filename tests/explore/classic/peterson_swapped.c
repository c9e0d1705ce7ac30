// explore: faulty assert; no-races
// Peterson's algorithm, where one thread gives way before it says that it wants to enter.
#include <assert.h>
#include <pthread.h>

static volatile int wants[2], turn, inside;

static void *first(void *unused)
{
    wants[0] = 1;
    turn = 1;
    while (wants[1] && turn == 1)
        ;
    assert(++inside == 1);
    inside--;
    wants[0] = 0;
    return unused;
}

static void *second(void *unused)
{
    turn = 0;
    wants[1] = 1;
    while (wants[0] && turn == 0)
        ;
    assert(++inside == 1);
    inside--;
    wants[1] = 0;
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, first, NULL);
    pthread_create(&b, NULL, second, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
