// fails: output exclusion
/* The question is asked under the lock, and the ticket is taken under it, but not in one go. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int tickets;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *book(void *arg)
{
    pthread_mutex_lock(&lock);
    int is_one_left = tickets > 0;
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    if (is_one_left) {
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
