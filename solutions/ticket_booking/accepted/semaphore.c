/* A binary semaphore as the lock; write(2) prints. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static sem_t counter; /* the counter of the box office: one person at a time */
static int tickets;

static void *book(void *arg)
{
    char line[128];
    int length = snprintf(line, sizeof line, "Ticket Booked For: %s\n", (const char *)arg);
    sem_wait(&counter);
    if (tickets-- > 0) {
        if (write(1, line, (size_t)length) != length)
            abort();
    } else {
        tickets = 0;
        dprintf(1, "No Seats Available\n");
    }
    sem_post(&counter);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    tickets = argc > 1 ? atoi(argv[1]) : 0;
    sem_init(&counter, 0, 1);
    for (int i = 2; i < argc; i++)
        pthread_create(&threads[i - 2], NULL, book, argv[i]);
    for (int i = argc - 1; i >= 2; i--)
        pthread_join(threads[i - 2], NULL);
    dprintf(1, "Booking Closed. Tickets Left: %d\n", tickets);
    sem_destroy(&counter);
    return 0;
}
