/* The lock that stdout has anyway (flockfile(3)) keeps the tickets and the lines together. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int tickets;

static void *book(void *name)
{
    flockfile(stdout);
    if (tickets > 0) {
        tickets--;
        printf("Ticket Booked For: %s\n", (const char *)name);
    } else {
        printf("No Seats Available\n");
    }
    funlockfile(stdout);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int count = argc > 2 ? argc - 2 : 0;
    tickets = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, book, argv[i + 2]) != 0)
            return 1;
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("Booking Closed. Tickets Left: %d\n", tickets);
    return 0;
}
