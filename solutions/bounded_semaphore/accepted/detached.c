/* Detached threads; main waits until as many have said that they are done. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sem_t places, done;

static void *visit(void *arg)
{
    sem_wait(&places);
    printf("%s enters\n", (char *)arg);
    sleep(1);
    printf("%s leaves\n", (char *)arg);
    sem_post(&places);
    sem_post(&done);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_attr_t detached;

    if (argc < 2 || sem_init(&places, 0, (unsigned)atoi(argv[1])) != 0 || sem_init(&done, 0, 0) != 0)
        return 1;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (int i = 2; i < argc; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &detached, visit, argv[i]) != 0)
            return 1;
    }
    pthread_attr_destroy(&detached);
    for (int i = 2; i < argc; i++)
        sem_wait(&done);
    pthread_exit(NULL);
}
