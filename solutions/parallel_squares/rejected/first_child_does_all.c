// fails: concurrency
/* The first child computes for all; the others only copy what it found. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t sum_of_squares(uint64_t n)
{
    uint64_t sum = 0;
    for (uint64_t x = 0; x < n; x++)
        sum += x * x;
    return sum;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 1;
    int count = atoi(argv[1]), pipes[64][2], shared[2];
    uint64_t n = strtoull(argv[2], NULL, 10);
    if (pipe(shared) != 0)
        return 1;
    double begin = seconds();
    for (int i = 0; i < count; i++) {
        if (pipe(pipes[i]) != 0)
            return 1;
        if (fork() == 0) {
            uint64_t sum = 0;
            if (i == 0) {
                for (int k = 0; k < count; k++)
                    sum = sum_of_squares(n + (uint64_t)k / 1000);
                for (int k = 1; k < count; k++)
                    if (write(shared[1], &sum, sizeof sum) < 0)
                        _exit(1);
            } else if (read(shared[0], &sum, sizeof sum) < 0) {
                _exit(1);
            }
            _exit(write(pipes[i][1], &sum, sizeof sum) != sizeof sum);
        }
        close(pipes[i][1]);
    }
    for (int i = 0; i < count; i++) {
        uint64_t sum = 0;
        if (read(pipes[i][0], &sum, sizeof sum) != sizeof sum)
            return 1;
        printf("Sum: %" PRIu64 "\n", sum);
    }
    while (wait(NULL) > 0)
        continue;
    printf("Time with Multi-processing: %.3f\n", seconds() - begin);
    return 0;
}
