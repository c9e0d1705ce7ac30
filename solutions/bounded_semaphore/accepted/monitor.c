/* A semaphore of its own: free places, a mutex, a condition variable. Nothing is printed with the mutex held. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct room {
    pthread_mutex_t lock;
    pthread_cond_t place_free;
    int places;
};

struct person {
    pthread_t thread;
    struct room *room;
    const char *name;
};

static void enter(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    while (r->places == 0)
        pthread_cond_wait(&r->place_free, &r->lock);
    r->places--;
    pthread_mutex_unlock(&r->lock);
}

static void leave(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    r->places++;
    pthread_cond_signal(&r->place_free);
    pthread_mutex_unlock(&r->lock);
}

static void *visit(void *arg)
{
    struct person *p = arg;
    struct timespec left = {1, 0};

    enter(p->room);
    printf("%s enters\n", p->name);
    while (nanosleep(&left, &left) != 0)
        ;
    printf("%s leaves\n", p->name);
    leave(p->room);
    return NULL;
}

int main(int argc, char **argv)
{
    struct room room = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, argc > 1 ? atoi(argv[1]) : 0};
    int count = argc > 2 ? argc - 2 : 0, started = 0;
    struct person *people = calloc((size_t)count + 1, sizeof *people);

    if (people == NULL || room.places < 1)
        return 1;
    for (; started < count; started++) {
        people[started].room = &room;
        people[started].name = argv[started + 2];
        if (pthread_create(&people[started].thread, NULL, visit, &people[started]) != 0)
            break;
    }
    for (int i = 0; i < started; i++)
        pthread_join(people[i].thread, NULL);
    free(people);
    return started < count;
}
