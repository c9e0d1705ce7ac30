// fails: exclusion
/* `leaves` is printed when the place was given back already. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sem_t places;

static void *visit(void *arg)
{
    const char *name = arg;

    sem_wait(&places);
    printf("%s enters\n", name);
    sleep(1);
    sem_post(&places);
    printf("%s leaves\n", name);
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
