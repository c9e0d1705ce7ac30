/* A monitor: everybody draws a number and waits for the turn; detached threads. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int tickets, drawn, served;

static void *book(void *arg)
{
    pthread_mutex_lock(&lock);
    int mine = drawn++;
    while (served != mine)
        pthread_cond_wait(&changed, &lock);
    if (tickets > 0) {
        tickets--;
        printf("Ticket Booked For: %s\n", (char *)arg);
    } else {
        printf("No Seats Available\n");
    }
    served++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_attr_t detached;
    pthread_t t;
    tickets = argc > 1 ? atoi(argv[1]) : 0;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (int i = 2; i < argc; i++)
        pthread_create(&t, &detached, book, argv[i]);
    pthread_attr_destroy(&detached);
    pthread_mutex_lock(&lock);
    while (served < argc - 2)
        pthread_cond_wait(&changed, &lock);
    printf("Booking Closed. Tickets Left: %d\n", tickets);
    pthread_mutex_unlock(&lock);
    return 0;
}
