// explore: clean
// Thread-local variables of 100 kB.
#include <pthread.h>
#include <string.h>

#define LAST (sizeof scratch - 1)

static _Thread_local char scratch[100000];

static void *fill(void *with)
{
    memset(scratch, *(char *)with, sizeof scratch);
    return scratch[0] == *(char *)with && scratch[LAST] == *(char *)with ? with : NULL;
}

int main(void)
{
    pthread_t threads[2];
    char with[] = "ab";
    void *filled;
    int wrong = 0;
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, fill, &with[i]);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &filled);
        wrong += filled != &with[i];
    }
    return wrong + scratch[LAST];
}
