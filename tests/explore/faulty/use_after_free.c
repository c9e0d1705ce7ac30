// explore: faulty race,crash
// A list element is freed while another thread still reads it.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(int *) shared;

static void *reader(void *unused)
{
    int *p = atomic_load(&shared);
    return p && *p == 7 ? p : unused;
}

int main(void)
{
    pthread_t t;
    int *p = malloc(sizeof *p);
    *p = 7;
    atomic_store(&shared, p);
    pthread_create(&t, NULL, reader, NULL);
    free(atomic_exchange(&shared, NULL));
    pthread_join(t, NULL);
    return 0;
}
