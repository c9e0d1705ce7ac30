/* The guests wait on a condition variable; main keeps the time and rings the bell for all of them. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t house = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t everybody_in = PTHREAD_COND_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static int inside;
static bool rung;

static void *guest(void *name)
{
    pthread_mutex_lock(&house);
    printf("Hello to: %s\n", (const char *)name);
    inside++;
    pthread_cond_signal(&everybody_in);
    while (!rung)
        pthread_cond_wait(&bell, &house);
    printf("Goodbye to: %s\n", (const char *)name);
    pthread_mutex_unlock(&house);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t guests[argc > 0 ? argc : 1];
    int invited = 0;

    for (int i = 1; i < argc; i++, invited++)
        if (pthread_create(&guests[invited], NULL, guest, argv[i]) != 0)
            break;

    pthread_mutex_lock(&house);
    while (inside < invited)
        pthread_cond_wait(&everybody_in, &house);
    pthread_mutex_unlock(&house);

    if (invited > 0)
        sleep(2);

    pthread_mutex_lock(&house);
    rung = true;
    pthread_cond_broadcast(&bell);
    pthread_mutex_unlock(&house);

    for (int i = 0; i < invited; i++)
        pthread_join(guests[i], NULL);
    return argc > 1 && invited < argc - 1;
}
