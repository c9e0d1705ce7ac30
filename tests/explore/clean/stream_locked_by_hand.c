// explore: clean
// putc_unlocked() below flockfile(), below a mutex of all who use the stream, and on streams of one's own.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *shared;

static void put(FILE *stream)
{
    for (const char *p = "line\n"; *p; p++)
        putc_unlocked(*p, stream);
}

static void *work(void *name)
{
    flockfile(stdout);
    put(stdout);
    funlockfile(stdout);
    printf("%s\n", (const char *)name);

    pthread_mutex_lock(&lock);
    put(shared);
    pthread_mutex_unlock(&lock);

    FILE *own = fopen(name, "w");
    if (own) {
        put(own);
        fclose(own);
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    shared = fopen("shared.txt", "w");
    if (!shared)
        return 1;
    pthread_create(&a, NULL, work, "a.txt");
    pthread_create(&b, NULL, work, "b.txt");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    put(shared);
    fclose(shared);
    return 0;
}
