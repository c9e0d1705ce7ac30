#include <stdio.h>
#include <threads.h>
#include <time.h>

struct series {
    const char *label, *items;
};

static int print_series(void *arg)
{
    const struct series *s = arg;
    for (const char *p = s->items; *p; p++) {
        printf("%s: %c\n", s->label, *p);
        thrd_sleep(&(struct timespec){.tv_sec = 1}, NULL);
    }
    return 0;
}

int main(void)
{
    struct series all[] = {{"Letter", "ABCDEF"}, {"Number", "012345"}};
    thrd_t threads[2];
    for (int i = 0; i < 2; i++)
        thrd_create(&threads[i], print_series, &all[i]);
    for (int i = 1; i >= 0; i--)
        thrd_join(threads[i], NULL);
    printf("Execution Over\n");
    return 0;
}
