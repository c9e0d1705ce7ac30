/* hostile KIND: what submissions do to graders, each bounded by the limits of the run. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *wait_for_ever(void *arg)
{
    pause();
    return arg;
}

static int fork_bomb(void)
{
    for (;;)
        fork();
}

static int thread_bomb(void)
{
    for (pthread_t t;;)
        pthread_create(&t, NULL, wait_for_ever, NULL);
}

static int memory_bomb(void)
{
    for (;;) {
        char *p = malloc(1 << 20);
        if (p)
            memset(p, 1, 1 << 20);
    }
}

static int flood(void)
{
    for (;;)
        puts("flood flood flood flood flood flood flood flood");
}

static int flood_errors(void)
{
    for (;;)
        fputs("flood flood flood flood flood flood flood flood\n", stderr);
}

static int fill_disk(void)
{
    char block[65536] = {0};
    int fd = open("full", O_CREAT | O_WRONLY, 0600);
    while (write(fd, block, sizeof block) > 0)
        ;
    return 0;
}

static int kill_all(void)
{
    kill(-1, SIGKILL);
    kill(1, SIGKILL);
    kill(getppid(), SIGKILL);
    puts("still here");
    return 0;
}

static int stay_behind(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            sleep(1000);
        _exit(0);
    }
    wait(NULL);
    return 0;
}

static int spin(void)
{
    for (volatile int i = 0;; i++)
        ;
}

static int spin_on_clock(void)
{
    for (time_t end = time(NULL) + 2; time(NULL) < end;)
        ;
    return 0;
}

static int stop_itself(void)
{
    return raise(SIGSTOP);
}

static int crash(void)
{
    *(volatile int *)8 = 1;
    return 0;
}

static int recurse(int n)
{
    volatile char frame[4096];
    frame[n % 4096] = (char)n;
    return recurse(n + 1) + frame[0];
}

static int overflow(void)
{
    return recurse(1);
}

static int look_around(void)
{
    int shadow = open("/etc/shadow", O_RDONLY);
    int home = open("/home", O_RDONLY);
    int net = socket(AF_INET, SOCK_STREAM, 0);
    int unix_net = socket(AF_UNIX, SOCK_STREAM, 0);
    int usr = open("/usr/bin/x", O_CREAT | O_WRONLY, 0600);
    long traced = ptrace(PTRACE_TRACEME, 0, 0, 0);
    int filter = prctl(PR_SET_SECCOMP, 2, NULL, 0, 0);
    printf("%d %d %d %d %d %ld %d\n", shadow >= 0, home >= 0, net >= 0, unix_net >= 0, usr >= 0,
           traced, filter);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(void);
} kinds[] = {
    {"fork_bomb", fork_bomb},
    {"thread_bomb", thread_bomb},
    {"memory_bomb", memory_bomb},
    {"flood", flood},
    {"flood_errors", flood_errors},
    {"fill_disk", fill_disk},
    {"kill_all", kill_all},
    {"stay_behind", stay_behind},
    {"spin", spin},
    {"spin_on_clock", spin_on_clock},
    {"stop_itself", stop_itself},
    {"crash", crash},
    {"overflow", overflow},
    {"look_around", look_around},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, argv[1]) == 0)
            return kinds[i].run();
    return 2;
}
