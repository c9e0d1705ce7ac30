// fails: cleanup output
/* A tenth of a second is long enough for the threads to end, most of the time. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *cart[64];
static int count;

static void *add_item(void *arg)
{
    char *user = arg;
    char *item = strrchr(user, ':');

    *item++ = '\0';
    pthread_mutex_lock(&lock);
    cart[count++] = item;
    printf("%s Added %s to inventory.\n", user, item);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, add_item, argv[i]);
        pthread_detach(thread);
    }
    usleep(100000);
    pthread_mutex_lock(&lock);
    printf("Final Cart: [");
    for (int i = 0; i < count; i++)
        printf("%s'%s'", i > 0 ? ", " : "", cart[i]);
    printf("]\n");
    pthread_mutex_unlock(&lock);
    return 0;
}
