/* Whoever does not get the second fork puts the first one back and tries again a little later. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

struct seat {
    int number, meals;
    mtx_t *left, *right;
    thrd_t thread;
};

static void pause_ms(long ms)
{
    thrd_sleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void take_both(const struct seat *s)
{
    for (int tries = 0;; tries++) {
        mtx_lock(s->left);
        if (mtx_trylock(s->right) == thrd_success)
            return;
        mtx_unlock(s->left);
        pause_ms(1 + (s->number + tries) % 3);
    }
}

static int dine(void *arg)
{
    const struct seat *s = arg;
    for (int k = 1; k <= s->meals; k++) {
        take_both(s);
        printf("Philosopher %d starts meal %d\n", s->number, k);
        pause_ms(10);
        printf("Philosopher %d ends meal %d\n", s->number, k);
        mtx_unlock(s->left);
        mtx_unlock(s->right);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static mtx_t forks[16];
    static struct seat seats[16];
    int count = argc > 2 ? atoi(argv[1]) : 0;
    for (int i = 0; i < count; i++)
        mtx_init(&forks[i], mtx_plain);
    for (int i = 0; i < count; i++) {
        seats[i] = (struct seat){i, atoi(argv[2]), &forks[i], &forks[(i + 1) % count], 0};
        thrd_create(&seats[i].thread, dine, &seats[i]);
    }
    for (int i = 0; i < count; i++)
        thrd_join(seats[i].thread, NULL);
    puts("All done");
    return 0;
}
