/* An event loop: each countdown has a periodic timer descriptor, and epoll tells which of them ticked. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct countdown {
    const char *name;
    int left, timer;
};

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* Says the next line; true while there is more to come. */
static int step(struct countdown *c)
{
    if (c->left == 0) {
        printf("%s Completed\n", c->name);
        return 0;
    }
    printf("%s Running: %d\n", c->name, c->left--);
    return 1;
}

static void start(struct countdown *c, int loop)
{
    struct itimerspec second = {.it_value = {.tv_sec = 1}, .it_interval = {.tv_sec = 1}};
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = c}};

    c->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (c->timer < 0 || timerfd_settime(c->timer, 0, &second, NULL) != 0)
        die("timerfd");
    if (epoll_ctl(loop, EPOLL_CTL_ADD, c->timer, &event) != 0)
        die("epoll_ctl");
}

static int tick(struct countdown *c)
{
    uint64_t seconds = 0;

    if (read(c->timer, &seconds, sizeof seconds) != sizeof seconds)
        return 1;
    while (seconds-- > 0)
        if (!step(c)) {
            close(c->timer);
            return 0;
        }
    return 1;
}

int main(int argc, char **argv)
{
    struct countdown *all = calloc((size_t)(argc > 0 ? argc : 1), sizeof *all);
    int loop = epoll_create1(EPOLL_CLOEXEC), running = 0;

    if (all == NULL || loop < 0)
        die("countdown");
    for (int i = 1; i < argc; i++) {
        char *colon = strrchr(argv[i], ':');
        if (colon == NULL)
            return EXIT_FAILURE;
        *colon = '\0';
        all[i].name = argv[i];
        all[i].left = atoi(colon + 1);
        if (step(&all[i])) {
            start(&all[i], loop);
            running++;
        }
    }
    while (running > 0) {
        struct epoll_event events[16];
        int ready = epoll_wait(loop, events, 16, -1);
        if (ready < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < ready; i++)
            running -= !tick(events[i].data.ptr);
    }
    close(loop);
    free(all);
    return EXIT_SUCCESS;
}
