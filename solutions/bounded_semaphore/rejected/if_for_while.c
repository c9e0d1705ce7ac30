// fails: exclusion
/* `if` round the wait: by the time it returns, the place may be somebody else's who came later. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t place_free = PTHREAD_COND_INITIALIZER;
static int places;

static void *visit(void *arg)
{
    const char *name = arg;

    pthread_mutex_lock(&lock);
    if (places == 0)
        pthread_cond_wait(&place_free, &lock);
    places--;
    pthread_mutex_unlock(&lock);
    printf("%s enters\n", name);
    sleep(1);
    printf("%s leaves\n", name);
    pthread_mutex_lock(&lock);
    places++;
    pthread_cond_signal(&place_free);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    if (argc < 2)
        return 1;
    places = atoi(argv[1]);
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    return 0;
}
