// fails: cleanup
/* A counter tells when the visits are over, but the threads are neither joined nor detached. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int left;

static void *say_hello(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    sleep(2);
    printf("Goodbye to: %s\n", (char *)name);
    pthread_mutex_lock(&lock);
    left--;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    left = argc - 1;
    for (int i = 1; i < argc; i++) {
        pthread_t t;
        pthread_create(&t, NULL, say_hello, argv[i]);
    }
    pthread_mutex_lock(&lock);
    while (left > 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return 0;
}
