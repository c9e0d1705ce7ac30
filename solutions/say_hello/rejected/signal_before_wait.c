// fails: deadlock
/* Main waits to be told that the last visitor has gone, but looks at nothing before it waits. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_gone = PTHREAD_COND_INITIALIZER;
static int visitors;

static void *visit(void *name)
{
    printf("Hello to: %s\n", (const char *)name);
    sleep(2);
    printf("Goodbye to: %s\n", (const char *)name);
    pthread_mutex_lock(&lock);
    if (--visitors == 0)
        pthread_cond_signal(&all_gone);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    visitors = argc - 1;
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, visit, argv[i]);
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&all_gone, &lock);
    pthread_mutex_unlock(&lock);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
