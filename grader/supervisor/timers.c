/*
 * Timers of the program: timerfd, the interval timer behind alarm() and
 * setitimer(), and those of timer_create(). The kernel's own timer is never
 * armed; when the virtual deadline has come, the descriptor is made readable
 * with TFD_IOC_SET_TICKS (timerfd_create(2)), or the signal is sent: for
 * timer_create() with si_code SI_TIMER and the program's value, by which glibc's
 * own thread for SIGEV_THREAD knows it (rt_sigqueueinfo(2)).
 *
 * We hold a duplicate of the program's descriptor only for a moment: one that
 * stays open would keep a closed timer alive in the program's epoll sets. The
 * kernel's timer carries a number of ours in its interval, which the program
 * does not see: so a timerfd is the same one under whatever descriptor, in
 * whatever process, and a new one under the descriptor of a closed one is not.
 */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "supervisor/internal.h"

/* No program's timer has such an interval in the kernel. */
#define FAR_S 1000000000

#ifndef TFD_IOC_SET_TICKS
#define TFD_IOC_SET_TICKS _IOW('T', 0, uint64_t)
#endif

static struct timer *timer_of(struct supervisor *sv, enum timer_kind kind, int process, int id)
{
    for (size_t i = 0; i < sv->timer_count; i++) {
        struct timer *timer = &sv->timers[i];
        if (timer->kind == kind && timer->process == process && timer->id == id)
            return timer;
    }
    struct timer *timer = GROW(sv->timers, sv->timer_count, sv->timer_capacity);
    timer->kind = kind;
    timer->process = process;
    timer->id = id;
    timer->deadline_ns = NEVER;
    return timer;
}

/* A duplicate of the program's descriptor, if it is a timerfd; else -1. */
static int borrow_descriptor(const struct supervisor *sv, int process, int fd, int *number)
{
    int own = remote_descriptor(process_tid(sv, process), fd);
    struct itimerspec kernels;
    if (own >= 0 && timerfd_gettime(own, &kernels) < 0) {
        close(own);
        own = -1;
    }
    if (own >= 0)
        *number = kernels.it_interval.tv_sec == FAR_S ? (int)kernels.it_interval.tv_nsec : 0;
    return own;
}

/* Writes the number into the kernel's timer; takes back expirations that have not been read. */
static void set_number(int own, int number, int64_t value_ns)
{
    struct itimerspec s = {.it_interval = {FAR_S, number}, .it_value = {FAR_S, 0}};
    if (value_ns)
        s.it_value = (struct timespec){0, value_ns};
    timerfd_settime(own, 0, &s, NULL);
}

/* Numbered ones are known already. */
static struct timer *descriptor_timer(struct supervisor *sv, int process, int fd, int *number)
{
    if (!*number)
        *number = ++sv->descriptor_timers;
    struct timer *timer = NULL;
    for (size_t i = 0; i < sv->timer_count && !timer; i++)
        if (sv->timers[i].kind == TIMER_DESCRIPTOR && sv->timers[i].id == *number)
            timer = &sv->timers[i];
    if (!timer)
        timer = timer_of(sv, TIMER_DESCRIPTOR, process, *number);
    timer->process = process;
    timer->fd = fd;
    return timer;
}

static int64_t timespec_ns(const struct timespec *ts)
{
    if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= NS_PER_S)
        return -1;
    return ts->tv_sec > INT64_MAX / NS_PER_S / 4 ? INT64_MAX / 4
                                                 : ts->tv_sec * NS_PER_S + ts->tv_nsec;
}

static struct timespec ns_timespec(int64_t ns)
{
    return (struct timespec){ns / NS_PER_S, ns % NS_PER_S};
}

static struct itimerspec timer_left(struct supervisor *sv, const struct timer *timer)
{
    int64_t left = timer->deadline_ns == NEVER ? 0 : timer->deadline_ns - clock_now(sv);
    if (timer->deadline_ns != NEVER && left < 1)
        left = 1;
    return (struct itimerspec){ns_timespec(timer->interval_ns), ns_timespec(left)};
}

/* `offset_ns`: that of the clock if `value` names a moment on it, -1 if it counts from now. */
static void arm(struct supervisor *sv, struct timer *timer, int64_t value, int64_t interval,
                int64_t offset_ns)
{
    timer->interval_ns = interval;
    timer->deadline_ns = NEVER;
    if (value > 0)
        timer->deadline_ns = offset_ns < 0 ? clock_now(sv) + value : value - offset_ns;
}

/* The clock a timerfd counts on, as the kernel tells it; CLOCK_MONOTONIC where it does not. */
static int descriptor_clock(pid_t tid, int fd)
{
    char path[64];
    char text[512];
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", tid, fd);
    FILE *f = fopen(path, "re");
    int clock_id = CLOCK_MONOTONIC;
    while (f && fgets(text, sizeof text, f))
        sscanf(text, "clockid: %d", &clock_id);
    if (f)
        fclose(f);
    return clock_id;
}

enum call_action timer_enter_timerfd_settime(struct supervisor *sv, struct task *t,
                                             struct user_regs_struct *regs)
{
    struct itimerspec spec = {0};
    int fd = (int)regs->rdi;
    int number = 0;
    cleanup_close int own = borrow_descriptor(sv, t->process, fd, &number);
    if (own < 0 || remote_read(t->tid, regs->rdx, &spec, sizeof spec) < 0)
        return CALL_PASS; /* the kernel says what is wrong */
    int64_t value = timespec_ns(&spec.it_value);
    int64_t interval = timespec_ns(&spec.it_interval);
    int64_t offset = clock_offset(descriptor_clock(t->tid, fd));
    if (value < 0 || interval < 0 || offset < 0)
        return CALL_PASS;
    struct timer *timer = descriptor_timer(sv, t->process, fd, &number);
    struct itimerspec old = timer_left(sv, timer);
    if (regs->r10)
        remote_write(t->tid, regs->r10, &old, sizeof old);
    set_number(own, number, 0);
    timer->unread = 0;
    arm(sv, timer, value, interval, regs->rsi & TFD_TIMER_ABSTIME ? offset : -1);
    regs->rax = 0;
    return CALL_DONE;
}

enum call_action timer_enter_timerfd_gettime(struct supervisor *sv, struct task *t,
                                             struct user_regs_struct *regs)
{
    int fd = (int)regs->rdi, number = 0;
    cleanup_close int own = borrow_descriptor(sv, t->process, fd, &number);
    if (own < 0 || !number) /* never set */
        return CALL_PASS;
    struct itimerspec left = timer_left(sv, descriptor_timer(sv, t->process, fd, &number));
    bool bad = remote_write(t->tid, regs->rsi, &left, sizeof left) < 0;
    regs->rax = bad ? (unsigned long long)-EFAULT : 0;
    return CALL_DONE;
}

static struct timer *alarm_timer(struct supervisor *sv, int process)
{
    return timer_of(sv, TIMER_ALARM, process, 0);
}

enum call_action timer_enter_alarm(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    struct timer *timer = alarm_timer(sv, t->process);
    struct itimerspec left = timer_left(sv, timer);
    arm(sv, timer, (int64_t)(unsigned)regs->rdi * NS_PER_S, 0, -1);
    int64_t seconds = left.it_value.tv_sec + (left.it_value.tv_nsec >= NS_PER_S / 2);
    bool was_armed = left.it_value.tv_sec || left.it_value.tv_nsec;
    regs->rax = (unsigned long long)(was_armed && seconds == 0 ? 1 : seconds);
    return CALL_DONE;
}

static void write_itimerval(struct supervisor *sv, struct task *t, uint64_t address,
                            const struct timer *timer)
{
    struct itimerspec left = timer_left(sv, timer);
    struct itimerval value = {
        {left.it_interval.tv_sec, left.it_interval.tv_nsec / 1000},
        {left.it_value.tv_sec, left.it_value.tv_nsec / 1000},
    };
    remote_write(t->tid, address, &value, sizeof value);
}

enum call_action timer_enter_setitimer(struct supervisor *sv, struct task *t,
                                       struct user_regs_struct *regs)
{
    struct itimerval value = {0};
    if (regs->rdi != ITIMER_REAL) /* counts processor time, which is real */
        return CALL_PASS;
    if (regs->rsi && remote_read(t->tid, regs->rsi, &value, sizeof value) < 0)
        return CALL_PASS;
    struct timer *timer = alarm_timer(sv, t->process);
    if (regs->rdx)
        write_itimerval(sv, t, regs->rdx, timer);
    arm(sv, timer, value.it_value.tv_sec * NS_PER_S + value.it_value.tv_usec * 1000,
        value.it_interval.tv_sec * NS_PER_S + value.it_interval.tv_usec * 1000, -1);
    regs->rax = 0;
    return CALL_DONE;
}

enum call_action timer_enter_getitimer(struct supervisor *sv, struct task *t,
                                       struct user_regs_struct *regs)
{
    if (regs->rdi != ITIMER_REAL)
        return CALL_PASS;
    write_itimerval(sv, t, regs->rsi, alarm_timer(sv, t->process));
    regs->rax = 0;
    return CALL_DONE;
}

/* ---- timer_create(2) */

enum call_action timer_enter_create(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    (void)sv;
    (void)t;
    return clock_offset((int)regs->rdi) < 0 ? CALL_PASS : CALL_WATCH;
}

void timer_leave_create(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    int id = 0;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    if (regs->rax != 0 || remote_read(t->tid, t->call.regs.rdx, &id, sizeof id) < 0)
        return;
    event.sigev_value.sival_int = id;
    if (t->call.regs.rsi && remote_read(t->tid, t->call.regs.rsi, &event, sizeof event) < 0)
        return;
    struct timer *timer = timer_of(sv, TIMER_POSIX, t->process, id);
    timer->deadline_ns = NEVER;
    timer->clock_id = (int)t->call.regs.rdi;
    timer->signal = event.sigev_notify == SIGEV_NONE ? 0 : event.sigev_signo;
    timer->value = (uint64_t)event.sigev_value.sival_ptr;
    timer->tid = 0;
    for (size_t i = 0; event.sigev_notify == SIGEV_THREAD_ID && i < sv->task_count; i++)
        if (sv->tasks[i].process == t->process &&
            sv->tasks[i].namespace_tid == event._sigev_un._tid)
            timer->tid = sv->tasks[i].tid;
}

static struct timer *known_posix(struct supervisor *sv, int process, int id)
{
    for (size_t i = 0; i < sv->timer_count; i++)
        if (sv->timers[i].kind == TIMER_POSIX && sv->timers[i].process == process &&
            sv->timers[i].id == id)
            return &sv->timers[i];
    return NULL;
}

enum call_action timer_enter_settime(struct supervisor *sv, struct task *t,
                                     struct user_regs_struct *regs)
{
    struct itimerspec spec = {0};
    struct timer *timer = known_posix(sv, t->process, (int)regs->rdi);
    if (!timer || remote_read(t->tid, regs->rdx, &spec, sizeof spec) < 0)
        return CALL_PASS;
    int64_t value = timespec_ns(&spec.it_value);
    int64_t interval = timespec_ns(&spec.it_interval);
    if (value < 0 || interval < 0)
        return CALL_PASS;
    struct itimerspec old = timer_left(sv, timer);
    if (regs->r10)
        remote_write(t->tid, regs->r10, &old, sizeof old);
    arm(sv, timer, value, interval, regs->rsi & TIMER_ABSTIME ? clock_offset(timer->clock_id) : -1);
    regs->rax = 0;
    return CALL_DONE;
}

enum call_action timer_enter_delete(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    struct timer *timer = known_posix(sv, t->process, (int)regs->rdi);
    if (timer)
        timer->deadline_ns = NEVER;
    return CALL_PASS;
}

enum call_action timer_enter_gettime(struct supervisor *sv, struct task *t,
                                     struct user_regs_struct *regs)
{
    struct timer *timer = known_posix(sv, t->process, (int)regs->rdi);
    if (!timer)
        return CALL_PASS;
    struct itimerspec left = timer_left(sv, timer);
    bool bad = remote_write(t->tid, regs->rsi, &left, sizeof left) < 0;
    regs->rax = bad ? (unsigned long long)-EFAULT : 0;
    return CALL_DONE;
}

static void fire_posix(struct supervisor *sv, const struct timer *timer)
{
    siginfo_t info = {.si_signo = timer->signal, .si_code = SI_TIMER};
    info.si_value.sival_ptr = (void *)timer->value; // NOLINT(performance-no-int-to-ptr)
    pid_t pid = sv->processes[timer->process].pid;
    if (timer->tid)
        syscall(SYS_rt_tgsigqueueinfo, pid, timer->tid, timer->signal, &info);
    else if (timer->signal)
        syscall(SYS_rt_sigqueueinfo, pid, timer->signal, &info);
}

/* ---- firing */

/* The timer among the descriptors of a process; -1: not there. */
static int find_in_process(const struct supervisor *sv, int process, struct timer *timer)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", process_tid(sv, process));
    cleanup_closedir DIR *directory = opendir(path);
    for (struct dirent *e; directory && (e = readdir(directory));) {
        int number = 0, fd = e->d_name[0] == '.' ? -1 : (int)strtol(e->d_name, NULL, 10);
        int own = fd < 0 ? -1 : borrow_descriptor(sv, process, fd, &number);
        if (own >= 0 && number == timer->id) {
            timer->process = process;
            timer->fd = fd;
            return own;
        }
        if (own >= 0)
            close(own);
    }
    return -1;
}

/* Where it was last seen, or else a copy that dup() or fork() made. -1: closed everywhere. */
static int find_descriptor(const struct supervisor *sv, struct timer *timer)
{
    int number = 0;
    bool ended = sv->processes[timer->process].ended;
    int own = ended ? -1 : borrow_descriptor(sv, timer->process, timer->fd, &number);
    if (own >= 0 && number == timer->id)
        return own;
    if (own >= 0)
        close(own);
    own = -1;
    for (size_t i = 0; i < sv->process_count && own < 0; i++)
        if (!sv->processes[i].ended)
            own = find_in_process(sv, (int)i, timer);
    return own;
}

void timers_process_ended(struct supervisor *sv, int process)
{
    for (size_t i = 0; i < sv->timer_count; i++) {
        struct timer *timer = &sv->timers[i];
        if (timer->process != process || timer->deadline_ns == NEVER)
            continue;
        cleanup_close int left = timer->kind == TIMER_DESCRIPTOR ? find_descriptor(sv, timer) : -1;
        if (left < 0)
            timer->deadline_ns = NEVER;
    }
}

void timers_process_executed(struct supervisor *sv, int process)
{
    for (size_t i = 0; i < sv->timer_count; i++)
        if (sv->timers[i].process == process && sv->timers[i].kind == TIMER_POSIX)
            sv->timers[i].deadline_ns = NEVER;
}

static void fire_descriptor(struct supervisor *sv, struct timer *timer, uint64_t times)
{
    cleanup_close int own = find_descriptor(sv, timer);
    if (own < 0) { /* closed meanwhile */
        timer->deadline_ns = NEVER;
        return;
    }
    struct pollfd p = {.fd = own, .events = POLLIN};
    bool unread = poll(&p, 1, 0) == 1;
    timer->unread = (unread ? timer->unread : 0) + times;
    if (ioctl(own, TFD_IOC_SET_TICKS, &timer->unread) < 0)
        set_number(own, timer->id, 1);
}

void timer_fire(struct supervisor *sv, struct timer *timer)
{
    uint64_t times = 1;
    int64_t now = clock_now(sv);
    if (timer->interval_ns > 0) {
        times += (uint64_t)((now - timer->deadline_ns) / timer->interval_ns);
        timer->deadline_ns += (int64_t)times * timer->interval_ns;
    } else {
        timer->deadline_ns = NEVER;
    }
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].process == timer->process)
            wait_ended_by_timer(sv, &sv->tasks[i]);
    sv->signals = true;
    switch (timer->kind) {
    case TIMER_DESCRIPTOR:
        fire_descriptor(sv, timer, times);
        break;
    case TIMER_ALARM:
        kill(sv->processes[timer->process].pid, SIGALRM);
        break;
    case TIMER_POSIX:
        fire_posix(sv, timer);
        break;
    }
}
