/*
 * The traced system calls: what is done when a task makes one, and at its end.
 * filter.c makes the seccomp filter from the same table.
 */
#include "supervisor/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

/* ---- clocks */

static enum call_action answer(struct user_regs_struct *regs, int64_t result)
{
    regs->rax = (unsigned long long)result;
    return CALL_DONE;
}

static enum call_action enter_clock_gettime(struct supervisor *sv, struct task *t,
                                            struct user_regs_struct *regs)
{
    int64_t offset = clock_offset((int)regs->rdi);
    if (offset < 0)
        return CALL_PASS;
    int64_t ns = offset + clock_now(sv);
    struct timespec ts = {ns / NS_PER_S, ns % NS_PER_S};
    return answer(regs, remote_write(t->tid, regs->rsi, &ts, sizeof ts) < 0 ? -EFAULT : 0);
}

static enum call_action enter_gettimeofday(struct supervisor *sv, struct task *t,
                                           struct user_regs_struct *regs)
{
    int64_t ns = TRACE_EPOCH_NS + clock_now(sv);
    struct timeval tv = {ns / NS_PER_S, ns % NS_PER_S / 1000};
    struct timezone utc = {0};
    if (regs->rdi && remote_write(t->tid, regs->rdi, &tv, sizeof tv) < 0)
        return answer(regs, -EFAULT);
    if (regs->rsi && remote_write(t->tid, regs->rsi, &utc, sizeof utc) < 0)
        return answer(regs, -EFAULT);
    return answer(regs, 0);
}

static enum call_action enter_time(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    time_t seconds = (TRACE_EPOCH_NS + clock_now(sv)) / NS_PER_S;
    if (regs->rdi && remote_write(t->tid, regs->rdi, &seconds, sizeof seconds) < 0)
        return answer(regs, -EFAULT);
    return answer(regs, seconds);
}

/* ---- output and files */

static enum call_action enter_write(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    int fd = (int)regs->rdi;
    struct open_file *file = files_find(sv, t->process, fd);
    if (file) {
        t->call.file = file->description;
        t->hold = HOLD_FILE;
        return CALL_HOLD;
    }
    if (!output_is_terminal(sv, t, fd))
        return CALL_PASS;
    /* It has stood in line for stdout since it was first seen there. */
    if (t->stdout_lock_step)
        t->call.arrived_step = t->stdout_lock_step;
    t->hold = HOLD_WRITE;
    t->call.file = 0;
    return CALL_HOLD;
}

static struct trace_event *add_file_event(struct supervisor *sv, struct task *t,
                                          enum trace_kind kind, int description, size_t size)
{
    struct trace_event *e = trace_add(sv->trace, kind, t->number);
    e->arrived_step = t->call.arrived_step;
    e->step = ++sv->step;
    e->time_ns = e->start_time_ns = clock_now(sv);
    e->idle_ns = e->start_idle_ns = sv->idle_ns;
    e->file = description;
    e->size = size;
    return e;
}

static void leave_write(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    int64_t written = (int64_t)regs->rax;
    if (t->call.file) {
        add_file_event(sv, t, TRACE_FILE_WRITE, t->call.file, written > 0 ? (size_t)written : 0);
        return;
    }
    t->stdout_lock_step = 0;
    if (written > 0)
        output_take(sv, t, &t->call.regs, (size_t)written, t->call.arrived_step);
}

static enum call_action open_path(struct supervisor *sv, struct task *t, uint64_t address)
{
    char path[4096];
    int name =
        remote_string(t->tid, address, path, sizeof path) < 0 ? -1 : files_watched_name(sv, path);
    if (name < 0)
        return CALL_PASS;
    t->call.file = name;
    t->hold = HOLD_FILE;
    return CALL_HOLD;
}

static enum call_action enter_open(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    return open_path(sv, t, regs->rdi);
}

static enum call_action enter_openat(struct supervisor *sv, struct task *t,
                                     struct user_regs_struct *regs)
{
    return open_path(sv, t, regs->rsi);
}

static void leave_open(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    if ((int64_t)regs->rax >= 0)
        files_opened(sv, t, (int)regs->rax, t->call.file, t->call.arrived_step);
}

static enum call_action enter_close(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    struct open_file *file = files_find(sv, t->process, (int)regs->rdi);
    if (!file)
        return CALL_PASS;
    t->call.file = file->description;
    t->hold = HOLD_FILE;
    return CALL_HOLD;
}

static void leave_close(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    (void)regs;
    files_closed(sv, t->process, (int)t->call.regs.rdi);
    add_file_event(sv, t, TRACE_FILE_CLOSE, t->call.file, 0);
}

static enum call_action enter_dup(struct supervisor *sv, struct task *t,
                                  struct user_regs_struct *regs)
{
    return files_find(sv, t->process, (int)regs->rdi) ? CALL_WATCH : CALL_PASS;
}

static void leave_dup(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    if ((int64_t)regs->rax >= 0)
        files_duplicated(sv, t->process, (int)t->call.regs.rdi, (int)regs->rax);
}

static enum call_action enter_fcntl(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    int command = (int)regs->rsi;
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? enter_dup(sv, t, regs) : CALL_PASS;
}

/* ---- wake-ups by futex(2) */

enum { WAKERS_MAX = 2000 }; /* held in one run: each costs two stops */

static bool is_wake(const struct user_regs_struct *regs)
{
    switch (regs->rsi & FUTEX_CMD_MASK) {
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
    case FUTEX_WAKE_OP:
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
    case FUTEX_UNLOCK_PI:
        return true;
    default:
        return false;
    }
}

static enum call_action enter_futex(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    if (!is_wake(regs))
        return wait_enter_futex(sv, t, regs);
    bool first = sv->request->late && t->number == 0; /* that one waits for nobody */
    bool holds = sv->wakers_held < WAKERS_MAX && task_count_alive(sv, -1) > 1 && !first;
    sv->anybody_woken |= !holds;
    return holds ? CALL_WATCH : CALL_PASS;
}

/* Those that it has woken go first, as far as they can: the same order on every machine. */
static void leave_futex(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    if (!is_wake(&t->call.regs)) {
        wait_leave(sv, t, regs);
    } else if ((t->call.regs.rsi & FUTEX_CMD_MASK) == FUTEX_UNLOCK_PI) {
        sv->wakers_held++;
        sv->anybody_woken = true; /* it does not tell whether there was one */
    } else if ((int64_t)regs->rax > 0) {
        sv->wakers_held++;
        sv->futex_wakes += (long)regs->rax;
        sv->calls_in_a_row = 0;
        t->hold = HOLD_WAKER;
    }
}

/* ---- births, waits for children, ends */

static void add_join(struct supervisor *sv, struct task *t)
{
    struct trace_event *e = trace_add(sv->trace, TRACE_JOIN, t->number);
    e->step = e->arrived_step = ++sv->step;
    e->time_ns = e->start_time_ns = clock_now(sv);
    e->idle_ns = e->start_idle_ns = sv->idle_ns;
}

static bool has_children(const struct supervisor *sv, int process, bool ended)
{
    for (size_t i = 0; i < sv->process_count; i++)
        if (sv->processes[i].parent == process && (!ended || sv->processes[i].ended))
            return true;
    return false;
}

static enum call_action wait_for_child(struct supervisor *sv, struct task *t, int options)
{
    if (options & WNOHANG) /* counts only if it brings a child's end */
        return has_children(sv, t->process, true) ? CALL_WATCH : CALL_PASS;
    if (has_children(sv, t->process, false))
        add_join(sv, t);
    return CALL_PASS;
}

static enum call_action enter_wait4(struct supervisor *sv, struct task *t,
                                    struct user_regs_struct *regs)
{
    return wait_for_child(sv, t, (int)regs->rdx);
}

static enum call_action enter_waitid(struct supervisor *sv, struct task *t,
                                     struct user_regs_struct *regs)
{
    return wait_for_child(sv, t, (int)regs->r10);
}

static void leave_wait(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    if ((int)t->call.regs.orig_rax == SYS_wait4 && (int64_t)regs->rax > 0)
        add_join(sv, t);
}

static enum call_action enter_exit(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    (void)sv;
    (void)regs;
    t->hold = HOLD_EXIT;
    return CALL_HOLD;
}

static enum call_action enter_exit_group(struct supervisor *sv, struct task *t,
                                         struct user_regs_struct *regs)
{
    (void)sv;
    (void)regs;
    t->hold = HOLD_EXIT_GROUP;
    return CALL_HOLD;
}

static enum call_action enter_kill(struct supervisor *sv, struct task *t,
                                   struct user_regs_struct *regs)
{
    (void)t;
    (void)regs;
    sv->signals = true;
    return CALL_PASS;
}

/* ---- calls that no exercise needs */

static const struct forbidden_call {
    int number;
    const char *what;
} forbidden_calls[] = {
    {SYS_socket, "opened a network socket (socket)"},
    {SYS_ptrace, "used ptrace, by which one program looks into another"},
    {SYS_process_vm_readv, "tried to read another process's memory (process_vm_readv)"},
    {SYS_process_vm_writev, "tried to write another process's memory (process_vm_writev)"},
    {SYS_io_uring_setup, "used io_uring, which does its work where no check can see it"},
    {SYS_unshare, "tried to get a namespace of its own (unshare)"},
    {SYS_setns, "tried to enter another namespace (setns)"},
    {SYS_mount, "tried to mount a file system (mount)"},
    {SYS_bpf, "tried to load code into the kernel (bpf)"},
};

bool call_is_forbidden(int number)
{
    for (size_t i = 0; i < sizeof forbidden_calls / sizeof *forbidden_calls; i++)
        if (forbidden_calls[i].number == number)
            return true;
    return false;
}

/* Refused, and told once each. A local socket is refused silently: libc asks for one by itself. */
static enum call_action enter_forbidden(struct supervisor *sv, struct task *t,
                                        struct user_regs_struct *regs)
{
    const struct forbidden_call *call = forbidden_calls;
    while (call->number != (int)regs->orig_rax)
        call++;
    unsigned bit = 1u << (call - forbidden_calls);
    if ((call->number != SYS_socket || regs->rdi != AF_UNIX) && !(sv->forbidden_told & bit)) {
        char message[300];
        snprintf(message, sizeof message,
                 "At %.3f s %s %s. No exercise needs that, and it was refused. Take the call out.",
                 (double)clock_now(sv) / (double)NS_PER_S, trace_task_name(sv->trace, t->number),
                 call->what);
        sv->forbidden_told |= bit;
        trace_add_finding(sv->trace, KIND_INTEGRITY, "forbidden-call", message);
    }
    return answer(regs, -EPERM);
}

/* ---- the table */

const struct traced_call traced_calls[] = {
    {SYS_clock_gettime, enter_clock_gettime, NULL},
    {SYS_gettimeofday, enter_gettimeofday, NULL},
    {SYS_time, enter_time, NULL},
    {SYS_nanosleep, wait_enter_nanosleep, wait_leave},
    {SYS_clock_nanosleep, wait_enter_clock_nanosleep, wait_leave},
    {SYS_futex, enter_futex, leave_futex},
    {SYS_poll, wait_enter_poll, wait_leave},
    {SYS_ppoll, wait_enter_ppoll, wait_leave},
    {SYS_select, wait_enter_select, wait_leave},
    {SYS_pselect6, wait_enter_pselect, wait_leave},
    {SYS_epoll_wait, wait_enter_epoll, wait_leave},
    {SYS_epoll_pwait, wait_enter_epoll, wait_leave},
    {SYS_epoll_pwait2, wait_enter_epoll_pwait2, wait_leave},
    {SYS_rt_sigtimedwait, wait_enter_sigtimedwait, wait_leave},
    {SYS_futex_waitv, wait_enter_futex_waitv, wait_leave},
    {SYS_semtimedop, wait_enter_semtimedop, wait_leave},
    {SYS_mq_timedsend, wait_enter_mq, wait_leave},
    {SYS_mq_timedreceive, wait_enter_mq, wait_leave},
    {SYS_setsockopt, real_enter_setsockopt, NULL},
    {SYS_recvmmsg, real_enter_recvmmsg, real_leave},
    {SYS_timerfd_settime, timer_enter_timerfd_settime, NULL},
    {SYS_timerfd_gettime, timer_enter_timerfd_gettime, NULL},
    {SYS_alarm, timer_enter_alarm, NULL},
    {SYS_setitimer, timer_enter_setitimer, NULL},
    {SYS_getitimer, timer_enter_getitimer, NULL},
    {SYS_timer_create, timer_enter_create, timer_leave_create},
    {SYS_timer_settime, timer_enter_settime, NULL},
    {SYS_timer_gettime, timer_enter_gettime, NULL},
    {SYS_timer_delete, timer_enter_delete, NULL},
    {SYS_write, enter_write, leave_write},
    {SYS_writev, enter_write, leave_write},
    {SYS_pwrite64, enter_write, leave_write},
    {SYS_wait4, enter_wait4, leave_wait},
    {SYS_waitid, enter_waitid, leave_wait},
    {SYS_exit, enter_exit, NULL},
    {SYS_exit_group, enter_exit_group, NULL},
    {SYS_kill, enter_kill, NULL},
    {SYS_tkill, enter_kill, NULL},
    {SYS_tgkill, enter_kill, NULL},
    {SYS_rt_sigqueueinfo, enter_kill, NULL},
    {SYS_rt_tgsigqueueinfo, enter_kill, NULL},
    {SYS_socket, enter_forbidden, NULL},
    {SYS_ptrace, enter_forbidden, NULL},
    {SYS_process_vm_readv, enter_forbidden, NULL},
    {SYS_process_vm_writev, enter_forbidden, NULL},
    {SYS_io_uring_setup, enter_forbidden, NULL},
    {SYS_unshare, enter_forbidden, NULL},
    {SYS_setns, enter_forbidden, NULL},
    {SYS_mount, enter_forbidden, NULL},
    {SYS_bpf, enter_forbidden, NULL},
};
const size_t traced_call_count = sizeof traced_calls / sizeof *traced_calls;

/* These only when the spec watches files. */
const struct traced_call traced_file_calls[] = {
    {SYS_open, enter_open, leave_open},    {SYS_openat, enter_openat, leave_open},
    {SYS_creat, enter_open, leave_open},   {SYS_openat2, enter_openat, leave_open},
    {SYS_close, enter_close, leave_close}, {SYS_dup, enter_dup, leave_dup},
    {SYS_dup2, enter_dup, leave_dup},      {SYS_dup3, enter_dup, leave_dup},
    {SYS_fcntl, enter_fcntl, leave_dup},
};
const size_t traced_file_call_count = sizeof traced_file_calls / sizeof *traced_file_calls;

static const struct traced_call *lookup(long number)
{
    for (size_t i = 0; i < traced_call_count; i++)
        if (traced_calls[i].number == number)
            return &traced_calls[i];
    for (size_t i = 0; i < traced_file_call_count; i++)
        if (traced_file_calls[i].number == number)
            return &traced_file_calls[i];
    return NULL;
}

/* Reading the clock or asking without waiting (WNOHANG) over and over gets nobody on. */
static void note_progress(struct supervisor *sv, const struct task *t, enum call_action action)
{
    if (action != CALL_HOLD && !t->wait.active && !t->real_wait) {
        if (t->call.regs.orig_rax != SYS_futex) /* a wake-up; leave_futex() tells if it was one */
            clock_charge_spin(sv);
        return;
    }
    sv->calls_in_a_row = 0;
    sv->last_event_cpu_ns = clock_cpu(sv);
}

void call_enter(struct supervisor *sv, struct task *t)
{
    struct user_regs_struct regs;
    t->call.what = NULL;
    if (t->number < 0 || remote_regs(t->tid, &regs) < 0) {
        task_resume(sv, t, 0);
        return;
    }
    long number = (long)regs.orig_rax;
    if (number == SYS_restart_syscall)
        number = (long)t->call.regs.orig_rax;
    const struct traced_call *what = lookup(number);
    if (!what) {
        task_resume(sv, t, 0);
        return;
    }
    origin_check_call(sv, t, &regs);
    bool again = t->wait.restart && regs.rip == t->call.regs.rip && regs.rsp == t->call.regs.rsp;
    t->wait.restart = again;
    t->call.regs = regs;
    t->call.arrived_step = ++sv->step;
    enum call_action action = what->enter(sv, t, &regs);
    note_progress(sv, t, action);
    switch (action) {
    case CALL_PASS:
        break;
    case CALL_WATCH:
        t->call.what = what;
        if (t->wait.active)
            remote_set_regs(t->tid, &regs);
        break;
    case CALL_HOLD:
        t->call.what = what->leave ? what : NULL;
        t->state = TASK_HELD;
        t->held_cpu_ns = clock_cpu(sv);
        return;
    case CALL_DONE:
        regs.orig_rax = (unsigned long long)-1;
        remote_set_regs(t->tid, &regs);
        break;
    }
    task_resume(sv, t, 0);
}

void call_leave(struct supervisor *sv, struct task *t)
{
    const struct traced_call *what = t->call.what;
    struct user_regs_struct regs;
    t->call.what = NULL;
    if (what && what->leave && remote_regs(t->tid, &regs) == 0) {
        struct user_regs_struct before = regs;
        what->leave(sv, t, &regs);
        if (memcmp(&before, &regs, sizeof regs) != 0)
            remote_set_regs(t->tid, &regs);
    }
    if (t->hold == HOLD_NONE) {
        task_resume(sv, t, 0);
        return;
    }
    t->state = TASK_HELD;
    t->held_cpu_ns = sv->last_event_cpu_ns = clock_cpu(sv);
}

void call_release(struct supervisor *sv, struct task *t)
{
    t->releases++;
    task_resume(sv, t, 0);
}
