// fails: concurrency
/* Each child prints its sum itself: none is handed over, and the order is left to chance. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    int processes = atoi(argv[1]);
    uint64_t below = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    double start = now();
    for (int i = 0; i < processes; i++) {
        if (fork() > 0)
            continue;
        uint64_t sum = 0;
        for (uint64_t x = 0; x < below; x++)
            sum += x * x;
        printf("Sum: %" PRIu64 "\n", sum);
        exit(0);
    }
    while (wait(NULL) > 0)
        ;
    printf("Time with Multi-processing: %.3f\n", now() - start);
    return 0;
}
