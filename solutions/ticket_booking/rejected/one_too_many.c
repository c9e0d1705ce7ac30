// fails: output
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int tickets;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *book(void *arg)
{
    pthread_mutex_lock(&lock);
    if (tickets >= 0) {
        tickets--;
        printf("Ticket Booked For: %s\n", (char *)arg);
    } else {
        printf("No Seats Available\n");
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    if (argc < 2)
        return 1;
    tickets = atoi(argv[1]);
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, book, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(threads[i - 2], NULL);
    printf("Booking Closed. Tickets Left: %d\n", tickets);
    return 0;
}
