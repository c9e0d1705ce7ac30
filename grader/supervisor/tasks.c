/* The table of tasks (threads) and processes of a run. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/internal.h"

struct task *task_find(struct supervisor *sv, pid_t tid)
{
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].tid == tid)
            return &sv->tasks[i];
    return NULL;
}

struct task *task_numbered(struct supervisor *sv, int number)
{
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].number == number)
            return &sv->tasks[i];
    return NULL;
}

struct task *task_add(struct supervisor *sv, pid_t tid)
{
    struct task *t = GROW(sv->tasks, sv->task_count, sv->task_capacity);
    t->tid = tid;
    t->number = t->process = -1;
    t->stat_fd = t->status_fd = t->syscall_fd = t->schedstat_fd = -1;
    return t;
}

void task_close(struct task *t)
{
    const int fds[] = {t->stat_fd, t->status_fd, t->syscall_fd, t->schedstat_fd};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

void task_remove(struct supervisor *sv, struct task *t)
{
    task_close(t);
    *t = sv->tasks[--sv->task_count];
}

bool task_in_program(const struct task *t)
{
    return t->number >= 0 && !t->service;
}

size_t task_count_alive(const struct supervisor *sv, int process)
{
    size_t count = 0;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (task_in_program(t) && t->state != TASK_EXITING &&
            (process < 0 || t->process == process))
            count++;
    }
    return count;
}

pid_t process_tid(const struct supervisor *sv, int process)
{
    pid_t found = 0;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (t->process == process && t->state != TASK_EXITING && (t->leads || !found))
            found = t->tid;
    }
    return found ? found : sv->processes[process].pid;
}

int process_add(struct supervisor *sv, pid_t pid, int parent, int first_task)
{
    struct process *p = GROW(sv->processes, sv->process_count, sv->process_capacity);
    p->pid = pid;
    p->parent = parent;
    p->first_task = first_task;
    p->cpu_base_ns = parent < 0 ? -1 : 0; /* what bubblewrap used before the exec is not counted */
    return (int)sv->process_count - 1;
}

static long field(const char *status, const char *name)
{
    const char *at = strstr(status, name);
    if (!at)
        return -1;
    at += strlen(name);
    const char *end = strchr(at, '\n');
    long value = -1;
    while (at && (!end || at < end)) { /* the last number of the line: the innermost namespace */
        char *next;
        long v = strtol(at, &next, 10);
        if (next == at)
            break;
        value = v;
        at = next;
    }
    return value;
}

int task_identify(pid_t tid, pid_t *tgid, pid_t *namespace_tid)
{
    char path[64];
    char text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return -1;
    text[n] = '\0';
    *tgid = (pid_t)field(text, "\nTgid:");
    *namespace_tid = (pid_t)field(text, "\nNSpid:");
    return 0;
}

void task_resume(struct supervisor *sv, struct task *t, int signal)
{
    (void)sv;
    t->state = TASK_RUNNING;
    t->resumed = true;
    t->hold = HOLD_NONE;
    /* A task killed meanwhile is gone (ESRCH): its end will be reported. */
    ptrace(t->call.what ? PTRACE_SYSCALL : PTRACE_CONT, t->tid, 0, signal);
}
