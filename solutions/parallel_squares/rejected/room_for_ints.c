// fails: memory
/* The sums need eight bytes each, but there is room for four. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
    uint64_t n = strtoull(argv[2], NULL, 10), *sums = malloc((size_t)count * sizeof(int));
    double begin = seconds();
    for (int i = 0; i < count; i++) {
        if (pipe(pipes[i]) != 0)
            return 1;
        if (fork() == 0) {
            uint64_t sum = 0;
            for (uint64_t x = 0; x < n; x++)
                sum += x * x;
            _exit(write(pipes[i][1], &sum, sizeof sum) != sizeof sum);
        }
        close(pipes[i][1]);
    }
    for (int i = 0; i < count; i++) {
        if (read(pipes[i][0], &sums[i], sizeof sums[i]) != sizeof sums[i])
            return 1;
        printf("Sum: %" PRIu64 "\n", sums[i]);
    }
    while (wait(NULL) > 0)
        continue;
    printf("Time with Multi-processing: %.3f\n", seconds() - begin);
    free(sums);
    return 0;
}
