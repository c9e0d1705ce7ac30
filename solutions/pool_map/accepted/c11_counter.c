/* C11 threads and an atomic counter for the next number. */
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static atomic_size_t next;
static size_t count;
static int32_t *numbers;
static int64_t *squares;

static int work(void *unused)
{
    (void)unused;
    for (size_t i; (i = atomic_fetch_add(&next, 1)) < count;) {
        struct timespec second = {.tv_sec = 1};
        while (thrd_sleep(&second, &second) == -1)
            ;
        squares[i] = (int64_t)numbers[i] * numbers[i];
    }
    return 0;
}

int main(int argc, char *argv[])
{
    thrd_t threads[8];
    int workers = argc > 1 ? atoi(argv[1]) : 1, started = 0;

    count = argc > 2 ? (size_t)argc - 2 : 0;
    numbers = calloc(count + 1, sizeof *numbers);
    squares = calloc(count + 1, sizeof *squares);
    if (!numbers || !squares || workers < 1 || workers > 8)
        return EXIT_FAILURE;
    for (size_t i = 0; i < count; i++)
        numbers[i] = (int32_t)strtol(argv[i + 2], NULL, 10);
    while (started < workers && thrd_create(&threads[started], work, NULL) == thrd_success)
        started++;
    for (int i = 0; i < started; i++)
        thrd_join(threads[i], NULL);
    fputs("[", stdout);
    for (size_t i = 0; i < count; i++)
        printf("%s%lld", i ? ", " : "", (long long)squares[i]);
    puts("]");
    free(numbers);
    free(squares);
    return started == workers ? EXIT_SUCCESS : EXIT_FAILURE;
}
