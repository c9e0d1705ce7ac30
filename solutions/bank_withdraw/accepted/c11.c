#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

struct account {
    mtx_t lock;
    long long funds, amount;
};

struct card {
    struct account *account;
    const char *holder;
};

static void attempt(const struct card *c)
{
    struct account *a = c->account;
    mtx_lock(&a->lock);
    if (a->funds < a->amount) {
        printf("Insufficient Funds: %lld Cannot withdraw for: %s\n", a->funds, c->holder);
        mtx_unlock(&a->lock);
        return;
    }
    thrd_sleep(&(struct timespec){.tv_sec = 1}, NULL);
    a->funds -= a->amount;
    printf("Withdrew: %lld Name: %s Remaining Fund: %lld\n", a->amount, c->holder, a->funds);
    mtx_unlock(&a->lock);
}

static int use_card(void *arg)
{
    for (int k = 1; k <= 10; k++) {
        attempt(arg);
        printf("%d Transaction Over\n", k);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct account account;
    struct card cards[64];
    thrd_t threads[64];
    if (argc < 3 || argc > 67)
        return 1;
    mtx_init(&account.lock, mtx_plain);
    account.funds = strtoll(argv[1], NULL, 10);
    account.amount = strtoll(argv[2], NULL, 10);
    for (int i = 0; i < argc - 3; i++) {
        cards[i] = (struct card){&account, argv[i + 3]};
        thrd_create(&threads[i], use_card, &cards[i]);
    }
    for (int i = 0; i < argc - 3; i++)
        thrd_join(threads[i], NULL);
    printf("Final Balance: %lld\n", account.funds);
    mtx_destroy(&account.lock);
    return 0;
}
