// fails: exclusion time
/* `enters` is printed at the door, before there is a place. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sem_t places;

static void *visit(void *arg)
{
    const char *name = arg;

    printf("%s enters\n", name);
    sem_wait(&places);
    sleep(1);
    printf("%s leaves\n", name);
    sem_post(&places);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];

    if (argc < 2)
        return 1;
    sem_init(&places, 0, (unsigned)atoi(argv[1]));
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    return 0;
}
