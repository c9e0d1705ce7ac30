/* C11 threads. Numbers are drawn at the door, and number k enters once k - LIMIT people have left: first come, first served. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static mtx_t lock;
static cnd_t somebody_left;
static int limit, drawn, left;

static int visit(void *name)
{
    mtx_lock(&lock);
    int number = drawn++;
    while (number >= left + limit)
        cnd_wait(&somebody_left, &lock);
    printf("%s enters\n", (char *)name);
    mtx_unlock(&lock);

    thrd_sleep(&(struct timespec){.tv_sec = 1}, NULL);

    mtx_lock(&lock);
    printf("%s leaves\n", (char *)name);
    left++;
    cnd_broadcast(&somebody_left);
    mtx_unlock(&lock);
    return 0;
}

int main(int argc, char **argv)
{
    thrd_t people[64];

    if (argc < 2 || mtx_init(&lock, mtx_plain) != thrd_success || cnd_init(&somebody_left) != thrd_success)
        return 1;
    limit = atoi(argv[1]);
    for (int i = 2; i < argc; i++)
        if (thrd_create(&people[i - 2], visit, argv[i]) != thrd_success)
            return 1;
    for (int i = 2; i < argc; i++)
        thrd_join(people[i - 2], NULL);
    cnd_destroy(&somebody_left);
    mtx_destroy(&lock);
    return 0;
}
