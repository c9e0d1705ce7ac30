/* No thread at all: three deadlines, and poll waits for the next one. */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    int64_t due[3], begin = now_ms();
    int done[3] = {0};
    for (int i = 0; i < 3; i++)
        due[i] = begin + 1000 * (i + 1 < argc ? atoi(argv[i + 1]) : 0);
    for (int left = 3; left > 0; left--) {
        int next = -1;
        for (int i = 0; i < 3; i++)
            if (!done[i] && (next < 0 || due[i] < due[next]))
                next = i;
        for (int64_t wait; (wait = due[next] - now_ms()) > 0;)
            poll(NULL, 0, (int)wait);
        done[next] = 1;
        printf("Task %d done\n", next + 1);
    }
    printf("Total Time: %d seconds\n", (int)((now_ms() - begin) / 1000));
    return 0;
}
