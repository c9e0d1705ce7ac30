/* One thread: a timer descriptor for each file, and poll() to see which of them has run down. */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define SECONDS 3

static int start_timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct itimerspec when = {.it_value = {.tv_sec = SECONDS}};

    if (fd < 0 || timerfd_settime(fd, 0, &when, NULL) != 0) {
        perror("timerfd");
        exit(EXIT_FAILURE);
    }
    return fd;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? argc - 1 : 0;
    int open_timers = count;
    struct pollfd *timers = calloc((size_t)count + 1, sizeof *timers);

    if (timers == NULL)
        return EXIT_FAILURE;
    for (int i = 0; i < count; i++) {
        printf("Downloading: %s\n", argv[i + 1]);
        timers[i].fd = start_timer();
        timers[i].events = POLLIN;
    }
    while (open_timers > 0) {
        if (poll(timers, (nfds_t)count, -1) < 0) {
            if (errno == EINTR)
                continue;
            perror("poll");
            return EXIT_FAILURE;
        }
        for (int i = 0; i < count; i++) {
            uint64_t expirations;
            if (timers[i].fd < 0 || !(timers[i].revents & POLLIN))
                continue;
            if (read(timers[i].fd, &expirations, sizeof expirations) != sizeof expirations)
                continue;
            printf("Finished: %s\n", argv[i + 1]);
            close(timers[i].fd);
            timers[i].fd = -1; /* poll skips negative descriptors */
            open_timers--;
        }
    }
    free(timers);
    return EXIT_SUCCESS;
}
