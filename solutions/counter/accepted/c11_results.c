/* C11 threads that return their subtotals; nothing is shared while they run. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static int add(void *arg)
{
    long increments = *(const long *)arg;
    int mine = 0;

    while (increments-- > 0)
        mine++;
    return mine;
}

int main(int argc, char **argv)
{
    thrd_t threads[64];
    int count = argc > 1 ? atoi(argv[1]) : 0, part;
    long increments = argc > 2 ? atol(argv[2]) : 0, sum = 0;

    for (int i = 0; i < count; i++)
        if (thrd_create(&threads[i], add, &increments) != thrd_success)
            return EXIT_FAILURE;
    for (int i = 0; i < count; i++) {
        thrd_join(threads[i], &part);
        sum += part;
    }
    printf("Final Value: %ld\n", sum);
    return EXIT_SUCCESS;
}
