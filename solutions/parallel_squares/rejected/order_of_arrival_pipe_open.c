// fails: deadlock
/* Reads until the end of one pipe that it keeps open for writing itself. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int ends[2], count = argc > 1 ? atoi(argv[1]) : 0;
    uint64_t sum, n = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    time_t begin = time(NULL);
    if (pipe(ends) != 0)
        return 1;
    for (int i = 0; i < count; i++) {
        if (fork() == 0) {
            sum = 0;
            for (uint64_t x = 0; x < n; x++)
                sum += x * x;
            _exit(write(ends[1], &sum, sizeof sum) != sizeof sum);
        }
    }
    while (read(ends[0], &sum, sizeof sum) == sizeof sum)
        printf("Sum: %" PRIu64 "\n", sum);
    while (wait(NULL) > 0)
        continue;
    printf("Time with Multi-processing: %.3f\n", difftime(time(NULL), begin));
    return 0;
}
