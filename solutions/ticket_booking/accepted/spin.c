/* A lock made of an atomic flag. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_flag busy = ATOMIC_FLAG_INIT;
static int tickets;

static void *book(void *arg)
{
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire))
        sched_yield();
    const char *line = tickets > 0 ? "Ticket Booked For: %s\n" : "No Seats Available\n";
    if (tickets > 0)
        printf(line, (char *)arg);
    else
        fputs(line, stdout);
    tickets -= tickets > 0;
    atomic_flag_clear_explicit(&busy, memory_order_release);
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
