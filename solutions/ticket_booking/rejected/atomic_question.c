// fails: output exclusion
/* Atomic operations, but two of them. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_int tickets;

static void *book(void *arg)
{
    if (atomic_load(&tickets) > 0) {
        atomic_fetch_sub(&tickets, 1);
        printf("Ticket Booked For: %s\n", (char *)arg);
    } else {
        printf("No Seats Available\n");
    }
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
