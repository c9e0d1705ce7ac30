#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

struct office {
    mtx_t lock;
    long tickets;
};

struct customer {
    struct office *office;
    const char *name;
    thrd_t thread;
};

static int book(void *arg)
{
    struct customer *c = arg;
    mtx_lock(&c->office->lock);
    int got = c->office->tickets > 0;
    if (got)
        c->office->tickets -= 1;
    if (got)
        printf("Ticket Booked For: %s\n", c->name);
    else
        puts("No Seats Available");
    mtx_unlock(&c->office->lock);
    return !got;
}

int main(int argc, char **argv)
{
    struct office office = {.tickets = argc > 1 ? strtol(argv[1], NULL, 10) : 0};
    int people = argc > 2 ? argc - 2 : 0;
    struct customer *customers = calloc((size_t)people + 1, sizeof *customers);
    mtx_init(&office.lock, mtx_plain);
    for (int i = 0; i < people; i++) {
        customers[i] = (struct customer){&office, argv[i + 2], 0};
        thrd_create(&customers[i].thread, book, &customers[i]);
    }
    for (int i = 0; i < people; i++)
        thrd_join(customers[i].thread, NULL);
    printf("Booking Closed. Tickets Left: %ld\n", office.tickets);
    mtx_destroy(&office.lock);
    free(customers);
    return 0;
}
