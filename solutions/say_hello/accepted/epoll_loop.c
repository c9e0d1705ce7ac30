/* An event loop on epoll: its time-out is the time until the next goodbye; the visits stand in a queue by their end. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? argc - 1 : 0;
    int64_t *ends = calloc((size_t)count + 1, sizeof *ends);
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event;

    if (ends == NULL || loop < 0) {
        perror("say_hello");
        return 1;
    }
    for (int i = 0; i < count; i++) {
        printf("Hello to: %s\n", argv[i + 1]);
        ends[i] = now_ms() + 2000 + 1; /* the clock was cut to whole milliseconds */
    }
    for (int next = 0; next < count;) {
        int64_t left = ends[next] - now_ms();
        if (left > 0) {
            if (epoll_wait(loop, &event, 1, (int)left) < 0 && errno != EINTR)
                return 1;
            continue;
        }
        printf("Goodbye to: %s\n", argv[++next]);
    }
    close(loop);
    free(ends);
    return 0;
}
