/*
 * timers KIND: a timer lives longer than the descriptor or the process that set
 * it, or not as long as it was set for. Exit status 0: as it must be.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct itimerspec one_second = {.it_value = {1, 0}};

static int set_timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &one_second, NULL);
    return fd;
}

static int goes_off(int fd)
{
    uint64_t times = 0;
    return read(fd, &times, sizeof times) != sizeof times || times != 1;
}

static int copied(void)
{
    int fd = set_timer();
    int copy = dup(fd);
    close(fd);
    return goes_off(copy);
}

static int in_a_child(void)
{
    int status = 1, fd = set_timer();
    pid_t child = fork();
    if (child == 0)
        _exit(goes_off(fd));
    close(fd);
    return waitpid(child, &status, 0) != child || status;
}

/* The new timer under the old one's descriptor is not set. */
static int closed(void)
{
    int fd = set_timer();
    close(fd);
    struct pollfd p = {.fd = timerfd_create(CLOCK_MONOTONIC, 0), .events = POLLIN};
    return p.fd != fd || poll(&p, 1, 2000) != 0;
}

/* SIGALRM would end the program. */
static int deleted(void)
{
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, NULL, &timer) || timer_settime(timer, 0, &one_second, NULL) ||
        timer_delete(timer))
        return 1;
    return sleep(2) != 0;
}

static int off(void)
{
    static const struct itimerspec never;
    int fd = set_timer();
    struct pollfd p = {.fd = fd, .events = POLLIN};
    timerfd_settime(fd, 0, &never, NULL);
    return poll(&p, 1, 2000) != 0;
}

/* A timer that has gone off says so, and how much is left until the next time. */
static int periodic(void)
{
    static const struct itimerspec each_second = {{1, 0}, {1, 0}};
    struct itimerspec left;
    uint64_t times = 0;
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &each_second, NULL);
    usleep(2500000);
    timerfd_gettime(fd, &left);
    if (left.it_interval.tv_sec != 1 || left.it_value.tv_sec || left.it_value.tv_nsec > 500000000)
        return 1;
    return read(fd, &times, sizeof times) != sizeof times || times != 2;
}

static void *wait_in_thread(void *unused)
{
    (void)unused;
    exit(goes_off(set_timer()));
}

/* The first thread ends before the timer is set: only another one's descriptors can be looked at.
 */
static int left(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_in_thread, NULL) != 0)
        return 1;
    pthread_exit(NULL);
}

static const struct {
    const char *name;
    int (*run)(void);
} kinds[] = {
    {"copied", copied}, {"in_a_child", in_a_child}, {"closed", closed}, {"deleted", deleted},
    {"off", off},       {"periodic", periodic},     {"left", left},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, argv[1]) == 0)
            return kinds[i].run();
    return 2;
}
