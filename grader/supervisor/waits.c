/*
 * Timed waits. At entry the timeout is replaced by 'for ever' (a sleep becomes
 * pause()), so the task truly sleeps in the kernel and can be woken, signalled
 * and cancelled as ever. When its virtual deadline has come, PTRACE_INTERRUPT
 * breaks the call off; at the exit stop that follows the task gets the
 * time-out's result, unless the call had ended by itself meanwhile.
 *
 * The kernel's restart codes that an interrupted call shows are in
 * signal(7) and Linux' include/linux/errno.h: they never reach user space.
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "supervisor/internal.h"

enum { ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514, ERESTART_RESTARTBLOCK = 516 };

static bool was_interrupted(int64_t rax)
{
    return rax == -ERESTARTSYS || rax == -ERESTARTNOINTR || rax == -ERESTARTNOHAND ||
           rax == -ERESTART_RESTARTBLOCK;
}

/* A timespec of the program as nanoseconds; -1 when it is not a valid one. */
static int64_t read_timespec(pid_t tid, uint64_t address)
{
    struct timespec ts;
    if (remote_read(tid, address, &ts, sizeof ts) < 0 || ts.tv_sec < 0 || ts.tv_nsec < 0 ||
        ts.tv_nsec >= NS_PER_S)
        return -1;
    if (ts.tv_sec > INT64_MAX / NS_PER_S / 4)
        return INT64_MAX / 4;
    return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void write_timespec(pid_t tid, uint64_t address, int64_t ns)
{
    struct timespec ts = {ns / NS_PER_S, ns % NS_PER_S};
    remote_write(tid, address, &ts, sizeof ts);
}

/* Starts a wait until `deadline_ns`; the caller has put the endless call into regs. */
static enum call_action begin(struct supervisor *sv, struct task *t, int64_t deadline_ns, bool pure)
{
    struct wait *w = &t->wait;
    /* The same call made again by the kernel after a signal goes on with its old deadline. */
    if (!w->restart) {
        bool late = sv->request->late && pure && t->number > 0 &&
                    deadline_ns - clock_now(sv) >= LONG_SLEEP_NS;
        w->deadline_ns = deadline_ns + (late ? LATE_NS : 0);
        w->start_time_ns = clock_now(sv);
        w->start_idle_ns = sv->idle_ns;
    }
    w->restart = false;
    w->active = true;
    w->firing = false;
    w->pure = pure;
    return CALL_WATCH;
}

static int64_t absolute_to_virtual(int64_t ns, int clock_id)
{
    return ns - clock_offset(clock_id);
}

/* As the kernel rounds short sleeps up (PR_SET_TIMERSLACK): a loop of tiny sleeps gets somewhere.
 */
static int64_t with_timer_slack(int64_t ns)
{
    enum { SLACK_NS = 50000 };
    return ns < SLACK_NS ? SLACK_NS : ns;
}

static enum call_action sleep_until(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs, int64_t deadline_ns)
{
    if (deadline_ns <= clock_now(sv)) {
        regs->rax = 0;
        return CALL_DONE;
    }
    regs->orig_rax = SYS_pause;
    return begin(sv, t, deadline_ns, true);
}

enum call_action wait_enter_nanosleep(struct supervisor *sv, struct task *t,
                                      struct user_regs_struct *regs)
{
    int64_t ns = read_timespec(t->tid, regs->rdi);
    /* glibc sleeps by clock_nanosleep; this is libtsan's background thread, which never rests. */
    if (sv->request->sanitizer && !t->leads && ns == 100 * NS_PER_MS) {
        t->service = true;
        sv->trace->tasks[t->number].service = true;
    }
    return ns < 0 ? CALL_PASS : sleep_until(sv, t, regs, clock_now(sv) + with_timer_slack(ns));
}

enum call_action wait_enter_clock_nanosleep(struct supervisor *sv, struct task *t,
                                            struct user_regs_struct *regs)
{
    int clock_id = (int)regs->rdi;
    if (clock_offset(clock_id) < 0) /* a processor-time clock stands while all wait */
        return CALL_PASS;
    int64_t ns = read_timespec(t->tid, regs->rdx);
    if (ns < 0)
        return CALL_PASS;
    bool absolute = regs->rsi & TIMER_ABSTIME;
    return sleep_until(sv, t, regs,
                       absolute ? absolute_to_virtual(ns, clock_id)
                                : clock_now(sv) + with_timer_slack(ns));
}

/* futex(2): WAIT counts from now, the others name a moment of CLOCK_MONOTONIC or CLOCK_REALTIME. */
static int64_t futex_deadline(struct supervisor *sv, int op, int64_t ns)
{
    int command = op & FUTEX_CMD_MASK;
    if (command == FUTEX_WAIT)
        return clock_now(sv) + ns;
    bool real = (op & FUTEX_CLOCK_REALTIME) || command == FUTEX_LOCK_PI;
    return absolute_to_virtual(ns, real ? CLOCK_REALTIME : CLOCK_MONOTONIC);
}

/* A wait on a thread's id, which the kernel clears at its end: pthread_join and thrd_join. */
static void note_join(struct supervisor *sv, struct task *t, const struct user_regs_struct *regs)
{
    if ((regs->rsi & FUTEX_PRIVATE_FLAG) || t->number < 0)
        return;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *o = &sv->tasks[i];
        if (task_in_program(o) && o->process == t->process && o->number != t->number &&
            o->namespace_tid == (pid_t)regs->rdx) {
            struct trace_event *e = trace_add(sv->trace, TRACE_JOIN, t->number);
            e->other = o->number;
            e->step = e->arrived_step = ++sv->step;
            e->time_ns = e->start_time_ns = clock_now(sv);
            e->idle_ns = e->start_idle_ns = sv->idle_ns;
        }
    }
}

enum call_action wait_enter_futex(struct supervisor *sv, struct task *t,
                                  struct user_regs_struct *regs)
{
    note_join(sv, t, regs);
    int64_t ns = regs->r10 ? read_timespec(t->tid, regs->r10) : -1;
    if (ns < 0)
        return CALL_PASS;
    int64_t deadline = futex_deadline(sv, (int)regs->rsi, ns);
    regs->r10 = 0;
    return begin(sv, t, deadline, false);
}

static enum call_action poll_like(struct supervisor *sv, struct task *t,
                                  unsigned long long *timeout, int64_t ms)
{
    if (ms <= 0)
        return CALL_PASS;
    *timeout = (unsigned long long)-1;
    return begin(sv, t, clock_now(sv) + ms * NS_PER_MS, false);
}

enum call_action wait_enter_poll(struct supervisor *sv, struct task *t,
                                 struct user_regs_struct *regs)
{
    return poll_like(sv, t, &regs->rdx, (int)regs->rdx);
}

enum call_action wait_enter_epoll(struct supervisor *sv, struct task *t,
                                  struct user_regs_struct *regs)
{
    return poll_like(sv, t, &regs->r10, (int)regs->r10);
}

/* Calls whose timeout is a pointer to a timespec. */
static enum call_action by_timespec(struct supervisor *sv, struct task *t,
                                    unsigned long long *pointer)
{
    int64_t ns = *pointer ? read_timespec(t->tid, *pointer) : -1;
    if (ns <= 0)
        return CALL_PASS;
    *pointer = 0;
    return begin(sv, t, clock_now(sv) + ns, false);
}

enum call_action wait_enter_ppoll(struct supervisor *sv, struct task *t,
                                  struct user_regs_struct *regs)
{
    return by_timespec(sv, t, &regs->rdx);
}

enum call_action wait_enter_pselect(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    return by_timespec(sv, t, &regs->r8);
}

enum call_action wait_enter_epoll_pwait2(struct supervisor *sv, struct task *t,
                                         struct user_regs_struct *regs)
{
    return by_timespec(sv, t, &regs->r10);
}

/* glibc's thread that serves SIGEV_THREAD timers waits for SIGTIMER (32) alone, for ever. */
static void note_timer_thread(struct supervisor *sv, struct task *t,
                              const struct user_regs_struct *regs)
{
    uint64_t set = 0;
    if (!t->leads && !regs->rdx && remote_read(t->tid, regs->rdi, &set, sizeof set) == 0 &&
        set == UINT64_C(1) << (32 - 1))
        sv->trace->tasks[t->number].service = true; /* it may stay behind; but it may wake others */
}

enum call_action wait_enter_sigtimedwait(struct supervisor *sv, struct task *t,
                                         struct user_regs_struct *regs)
{
    note_timer_thread(sv, t, regs);
    return by_timespec(sv, t, &regs->rdx);
}

enum call_action wait_enter_select(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    struct timeval tv;
    if (!regs->r8 || remote_read(t->tid, regs->r8, &tv, sizeof tv) < 0 || tv.tv_sec < 0 ||
        tv.tv_usec < 0 || tv.tv_usec >= 1000000)
        return CALL_PASS;
    int64_t ns = tv.tv_sec > INT32_MAX ? INT32_MAX * NS_PER_S : tv.tv_sec * NS_PER_S;
    ns += tv.tv_usec * 1000;
    if (ns == 0)
        return CALL_PASS;
    regs->r8 = 0;
    return begin(sv, t, clock_now(sv) + ns, false);
}

enum call_action wait_enter_semtimedop(struct supervisor *sv, struct task *t,
                                       struct user_regs_struct *regs)
{
    return by_timespec(sv, t, &regs->r10);
}

/* Calls with a pointer to a moment of a clock. */
static enum call_action by_moment(struct supervisor *sv, struct task *t,
                                  unsigned long long *pointer, int clock_id)
{
    int64_t ns = *pointer ? read_timespec(t->tid, *pointer) : -1;
    if (ns < 0 || clock_offset(clock_id) < 0)
        return CALL_PASS;
    *pointer = 0;
    return begin(sv, t, absolute_to_virtual(ns, clock_id), false);
}

/* mq_timedsend and mq_timedreceive */
enum call_action wait_enter_mq(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    return by_moment(sv, t, &regs->r8, CLOCK_REALTIME);
}

enum call_action wait_enter_futex_waitv(struct supervisor *sv, struct task *t,
                                        struct user_regs_struct *regs)
{
    return by_moment(sv, t, &regs->r10, (int)regs->r8);
}

/* What a call returns when its time has passed. */
static int64_t timeout_result(int number)
{
    switch (number) {
    case SYS_futex:
    case SYS_futex_waitv:
    case SYS_mq_timedsend:
    case SYS_mq_timedreceive:
        return -ETIMEDOUT;
    case SYS_rt_sigtimedwait:
    case SYS_semtimedop:
        return -EAGAIN;
    default:
        return 0;
    }
}

/* select(2) empties its sets on a time-out, and Linux writes the time that was left. */
static void finish_select(struct task *t, bool timed_out, int64_t left_ns)
{
    const struct user_regs_struct *call = &t->call.regs;
    static const char zeros[FD_SETSIZE / 8];
    size_t size = (call->rdi + 63) / 64 * 8;
    const uint64_t sets[3] = {call->rsi, call->rdx, call->r10};
    for (int i = 0; timed_out && i < 3; i++)
        if (sets[i] && size <= sizeof zeros)
            remote_write(t->tid, sets[i], zeros, size);
    if ((int)call->orig_rax == SYS_pselect6) {
        write_timespec(t->tid, call->r8, left_ns);
        return;
    }
    struct timeval left = {left_ns / NS_PER_S, left_ns % NS_PER_S / 1000};
    remote_write(t->tid, call->r8, &left, sizeof left);
}

/* A sleep that a signal breaks off says how much of it was left. */
static void write_remaining(struct task *t, int64_t left_ns)
{
    const struct user_regs_struct *call = &t->call.regs;
    bool relative = (int)call->orig_rax == SYS_nanosleep || !(call->rsi & TIMER_ABSTIME);
    uint64_t to = (int)call->orig_rax == SYS_nanosleep ? call->rsi : call->r10;
    if (relative && to)
        write_timespec(t->tid, to, left_ns);
}

static void add_wait_event(struct supervisor *sv, struct task *t, int64_t start_time_ns,
                           int64_t start_idle_ns)
{
    struct trace_event *e = trace_add(sv->trace, TRACE_WAIT, t->number);
    e->step = e->arrived_step = ++sv->step;
    e->time_ns = clock_now(sv);
    e->idle_ns = sv->idle_ns;
    e->start_time_ns = start_time_ns;
    e->start_idle_ns = start_idle_ns;
}

/* It may wait for a timer in any call but those that wait for another task. */
void wait_ended_by_timer(struct supervisor *sv, struct task *t)
{
    bool for_a_task =
        t->blocked_in == SYS_futex || t->blocked_in == SYS_wait4 || t->blocked_in == SYS_waitid;
    if (task_in_program(t) && t->state == TASK_RUNNING && !t->wait.active && !for_a_task)
        add_wait_event(sv, t, t->asleep_time_ns, t->asleep_idle_ns);
}

static void restore_arguments(struct user_regs_struct *regs, const struct user_regs_struct *call)
{
    regs->rdi = call->rdi;
    regs->rsi = call->rsi;
    regs->rdx = call->rdx;
    regs->r10 = call->r10;
    regs->r8 = call->r8;
    regs->r9 = call->r9;
}

void wait_leave(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    struct wait *w = &t->wait;
    int number = (int)t->call.regs.orig_rax;
    int64_t result = (int64_t)regs->rax;
    int64_t left = w->deadline_ns - clock_now(sv);
    bool interrupted = was_interrupted(result) || (w->firing && result == -EINTR);
    bool timed_out = interrupted && w->firing;
    left = left < 0 || timed_out ? 0 : left;

    restore_arguments(regs, &t->call.regs);
    if (timed_out) {
        regs->orig_rax = (unsigned long long)-1;
        regs->rax = (unsigned long long)timeout_result(number);
        if (task_in_program(t))
            add_wait_event(sv, t, w->start_time_ns, w->start_idle_ns);
    } else if (interrupted) {
        /* EINTR if the signal has a handler, else the same call again, with the same deadline. */
        regs->orig_rax = (unsigned long long)number;
        regs->rax = (unsigned long long)-ERESTARTNOHAND;
        w->restart = true;
        if (w->pure)
            write_remaining(t, left);
    }
    if (number == SYS_select || number == SYS_pselect6)
        finish_select(t, timed_out, left);
    w->active = w->firing = false;
}

int64_t waits_next_deadline(const struct supervisor *sv)
{
    int64_t next = NEVER;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (t->wait.active && !t->wait.firing && !t->service && t->wait.deadline_ns < next)
            next = t->wait.deadline_ns;
    }
    for (size_t i = 0; i < sv->timer_count; i++)
        if (sv->timers[i].deadline_ns < next)
            next = sv->timers[i].deadline_ns;
    return next;
}

/* The one due task with the earliest deadline, or NULL. */
static struct task *earliest_due(struct supervisor *sv, int64_t now)
{
    struct task *best = NULL;
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (t->wait.active && !t->wait.firing && !t->service && t->state == TASK_RUNNING &&
            t->wait.deadline_ns <= now && (!best || t->wait.deadline_ns < best->wait.deadline_ns))
            best = t;
    }
    return best;
}

static struct timer *earliest_timer(struct supervisor *sv, int64_t now)
{
    struct timer *best = NULL;
    for (size_t i = 0; i < sv->timer_count; i++) {
        struct timer *timer = &sv->timers[i];
        if (timer->deadline_ns <= now && (!best || timer->deadline_ns < best->deadline_ns))
            best = timer;
    }
    return best;
}

void waits_fire_first_due(struct supervisor *sv)
{
    int64_t now = clock_now(sv);
    struct timer *timer = earliest_timer(sv, now);
    struct task *t = earliest_due(sv, now);
    if (timer && (!t || timer->deadline_ns <= t->wait.deadline_ns)) {
        timer_fire(sv, timer);
    } else if (t) {
        t->wait.firing = true;
        sv->wakes++;
        ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
    }
}
