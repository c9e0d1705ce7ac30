/* Worker processes that share a page of memory: an atomic counter gives each the next number. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct board {
    atomic_int next;
    long squares[64];
};

static void work(struct board *board, char **numbers, int count)
{
    int i;

    while ((i = atomic_fetch_add(&board->next, 1)) < count) {
        long x = strtol(numbers[i], NULL, 10);
        struct timespec second = {.tv_sec = 1};
        while (clock_nanosleep(CLOCK_MONOTONIC, 0, &second, &second) != 0)
            ;
        board->squares[i] = x * x;
    }
}

int main(int argc, char **argv)
{
    int count = argc - 2, workers = argc > 1 ? atoi(argv[1]) : 0;
    pid_t pids[8];
    struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status, ok = 1, started = 0;

    if (board == MAP_FAILED || workers < 1 || workers > 8 || count > 64)
        return EXIT_FAILURE;
    atomic_init(&board->next, 0);
    while (started < workers && started < count) {
        pids[started] = fork();
        if (pids[started] == 0) {
            work(board, argv + 2, count);
            _exit(EXIT_SUCCESS);
        }
        if (pids[started] < 0) {
            perror("fork");
            ok = 0;
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++)
        if (waitpid(pids[i], &status, 0) != pids[i] || status != 0)
            ok = 0;
    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%ld", i == 0 ? "" : ", ", board->squares[i]);
    printf("]\n");
    munmap(board, sizeof *board);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
