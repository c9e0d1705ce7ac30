// fails: race
/* Each child lets two threads add to one sum, without a lock. */
#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t below, sum;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *add_squares(void *first)
{
    uint64_t part = 0;
    for (uint64_t x = *(const uint64_t *)first; x < below; x += 2)
        part += x * x;
    sum += part;
    return NULL;
}

static uint64_t compute(void)
{
    static uint64_t starts[2] = {0, 1};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, add_squares, &starts[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return sum;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 1;
    int count = atoi(argv[1]), pipes[64][2];
    below = strtoull(argv[2], NULL, 10);
    double begin = seconds();
    for (int i = 0; i < count; i++) {
        if (pipe(pipes[i]) != 0)
            return 1;
        if (fork() == 0) {
            uint64_t all = compute();
            _exit(write(pipes[i][1], &all, sizeof all) != sizeof all);
        }
        close(pipes[i][1]);
    }
    for (int i = 0; i < count; i++) {
        uint64_t all = 0;
        if (read(pipes[i][0], &all, sizeof all) != sizeof all)
            return 1;
        printf("Sum: %" PRIu64 "\n", all);
    }
    while (wait(NULL) > 0)
        continue;
    printf("Time with Multi-processing: %.3f\n", seconds() - begin);
    return 0;
}
