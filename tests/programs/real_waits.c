/*
 * real_waits KIND: half a second in a way of waiting that the virtual clock does
 * not know, while a thread sleeps for a second. Prints who came first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int ends[2];

static void set_timeout(int option)
{
    struct timeval t = {0, 500000};
    setsockopt(ends[0], SOL_SOCKET, option, &t, sizeof t); /* the line that is told */
}

static int by_receive(void)
{
    char byte;
    set_timeout(SO_RCVTIMEO);
    return recv(ends[0], &byte, 1, 0) != -1 || errno != EAGAIN;
}

static int by_read(void)
{
    char byte;
    set_timeout(SO_RCVTIMEO);
    return read(ends[0], &byte, 1) != -1 || errno != EAGAIN;
}

static int by_send(void)
{
    static char bytes[1 << 12];
    set_timeout(SO_SNDTIMEO);
    for (int i = 0; i < 100; i++)
        if (send(ends[0], bytes, sizeof bytes, 0) == -1)
            return errno != EAGAIN;
    return 1;
}

static void *send_twice(void *unused)
{
    struct timespec pause = {0, 250000000};
    for (int i = 0; i < 3; i++) {
        nanosleep(&pause, NULL);
        send(ends[1], "a", 1, 0);
    }
    return unused;
}

/* The time-out is looked at when a message has come: the second one is too early, the third not. */
static int by_recvmmsg(void)
{
    char bytes[4];
    struct iovec places[4];
    struct mmsghdr messages[4] = {0};
    struct timespec t = {0, 400000000};
    pthread_t thread;
    for (int i = 0; i < 4; i++) {
        places[i] = (struct iovec){&bytes[i], 1};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &places[i], .msg_iovlen = 1};
    }
    pthread_create(&thread, NULL, send_twice, NULL);
    return recvmmsg(ends[0], messages, 4, 0, &t) != 2;
}

static void *sleep_longer(void *unused)
{
    sleep(1);
    puts("sleep");
    return unused;
}

/* Processor time stands still while everybody waits: so does a sleep by its clock. */
static int by_processor_time(void)
{
    struct timespec t = {0, 500000000};
    return clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &t, NULL);
}

static const struct {
    const char *name;
    int (*wait)(void);
} kinds[] = {
    {"receive", by_receive},
    {"read", by_read},
    {"send", by_send},
    {"recvmmsg", by_recvmmsg},
    {"processor", by_processor_time},
};

int main(int argc, char **argv)
{
    pthread_t thread;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
    pthread_create(&thread, NULL, sleep_longer, NULL);
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, argv[1]) != 0)
            continue;
        if (kinds[i].wait() != 0)
            return 1;
        puts("wait");
        return pthread_join(thread, NULL);
    }
    return 2;
}
