#include "cli/interrupt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/workdir.h"

static int signal_pipe[2];
static volatile sig_atomic_t noted;

static void pass_on(int signal_number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)signal_number;
    noted = signal_number; /* before any child is killed: see interrupt_settle() */
    ssize_t ignored = write(signal_pipe[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

static void note(int signal_number)
{
    noted = signal_number;
}

static void handle(void (*handler)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = handler};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

void interrupt_die(int signal_number)
{
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    _exit(128 + signal_number);
}

/* Direct children of any thread; what they started dies with them (bwrap --die-with-parent). */
static void kill_children(void)
{
    cleanup_closedir DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
        char path[300];
        int pid;
        snprintf(path, sizeof path, "/proc/self/task/%s/children", entry->d_name);
        cleanup_fclose FILE *children = fopen(path, "re");
        while (children && fscanf(children, "%d", &pid) == 1)
            kill(pid, SIGKILL);
    }
}

/* A dying compiler may still write: what comes back in a moment is removed again. */
static void *guard(void *unused)
{
    (void)unused;
    unsigned char signal_number;
    while (read(signal_pipe[0], &signal_number, 1) != 1)
        ;
    for (int i = 0; i < 5; i++) {
        kill_children();
        workdir_remove_all();
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    interrupt_die(signal_number);
}

void interrupt_guard(void)
{
    pthread_t thread;
    if (pipe2(signal_pipe, O_CLOEXEC) != 0 || pthread_create(&thread, NULL, guard, NULL) != 0)
        return; /* signals then end the process as usual */
    pthread_detach(thread);
    handle(pass_on);
    if (noted) /* it came while only note() listened, which wakes no guard */
        pass_on(noted);
}

void interrupt_settle(void)
{
    while (noted)
        pause(); /* the guard ends the process */
}

void interrupt_note(void)
{
    handle(note);
}

int interrupt_noted(void)
{
    return noted;
}
