// explore: clean
// main ends by pthread_exit; the last thread ends the program.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int ended;

static void *work(void *unused)
{
    int before = atomic_fetch_add(&ended, 1);
    assert(before < 3);
    return unused;
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_t t;
        pthread_create(&t, NULL, work, NULL);
        pthread_detach(t);
    }
    pthread_exit(NULL);
}
