// explore: faulty race
// A thread writes to main's own variable, lent to it by address, while main does.
#include <pthread.h>

static _Thread_local int mine;

static void *work(void *lent)
{
    *(int *)lent = 5;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, &mine);
    mine = 3;
    pthread_join(thread, NULL);
    return 0;
}
