/*
 * Theory of operation.
 *
 * The program runs in bubblewrap under ptrace. A seccomp filter stops only the
 * system calls in which the program waits for a time, asks for a time, prints,
 * uses a watched file, wakes another task, waits for a child or ends; all else
 * runs at full speed.
 *
 * The clock is virtual (clock.c). A timed wait becomes an endless one
 * (waits.c). When the program is *quiescent* (quiescence.c: every task is held
 * by us or asleep with nobody left who could wake it), the clock jumps to the
 * next deadline. Nothing due and nothing held: a deadlock, known at once.
 *
 * What others can see of a task is held at its system call until everything
 * else has gone as far as it can: its first instruction (so a creator runs on
 * until it blocks), a line of output, a use of a watched file, the return from
 * a futex call that woke somebody, its end. Of several whose time has come, too,
 * one goes on after the other. So mostly one task runs at a time, and what two
 * do to each other does not depend on how the machine shares out its processor. Then
 * one held operation is let through, in a fixed order (let_one_through). This
 * is one of the schedules that a machine may choose, so a right program stays
 * right, and it is much the same every time. And it is a telling one:
 * all tasks are born before the first prints; two tasks that no lock keeps
 * apart arrive at their file or their line together, which the trace shows as
 * overlapping spans (trace.h); every thread's end is waited for by whoever
 * joins it, and who leaves without a join leaves threads behind.
 * A task that spins, or many that look again and again, keep the program from
 * settling: after SPIN_NS of processor time without any event, or HELD_NS since
 * something was held, things are let through all the same; and after SPINS_MAX of these, output
 * and files are held no more, since that only makes others spin longer.
 *
 * In a late run (request->late) all but the initial thread are kept waiting
 * while that one sleeps, and their own sleeps are longer: also a schedule that
 * a machine may choose.
 *
 * In an eager run (request->eager) a new task runs as far as it can, output and
 * all, before its creator goes on.
 *
 * The program is over when its initial process ends; the rest is killed and
 * reaped. `end` and `limit` of the trace say how. Trouble of ours is never the
 * program's: supervisor_fail(), and supervisor_run() returns -1.
 */
#include "supervisor/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/internal.h"

#define SPIN_NS       (5 * NS_PER_MS)
#define HELD_NS       (20 * NS_PER_MS)
#define SPINS_MAX     8
#define WAKES_MAX     200000
#define OVERDUE_NS    NS_PER_MS
#define CHECK_EACH_NS (2 * NS_PER_MS)

static void kill_all(struct supervisor *sv)
{
    for (size_t i = 0; i < sv->task_count; i++)
        kill(sv->tasks[i].tid, SIGKILL);
}

void supervisor_kill(struct supervisor *sv, enum run_end end, enum run_limit limit)
{
    if (sv->killed || sv->ended)
        return;
    sv->killed = true;
    sv->trace->end = end;
    sv->trace->limit = limit;
    for (size_t i = 0; i < sv->task_count; i++) {
        if (task_in_program(&sv->tasks[i])) {
            files_collect(sv, sv->tasks[i].tid);
            break;
        }
    }
    kill_all(sv);
}

void supervisor_fail(struct supervisor *sv, const char *format, ...)
{
    if (!sv->failed) {
        va_list ap;
        va_start(ap, format);
        char *message = xvasprintf(format, ap);
        va_end(ap);
        error_set(sv->err, ERROR_MACHINE, "%s", message);
        free(message);
    }
    sv->failed = sv->killed = true;
    kill_all(sv);
}

/* ---- births and ends */

static void add_birth_event(struct supervisor *sv, int parent, int child)
{
    struct trace_event *e = trace_add(sv->trace, TRACE_BIRTH, parent);
    e->other = child;
    e->step = e->arrived_step = ++sv->step;
    e->time_ns = e->start_time_ns = clock_now(sv);
    e->idle_ns = e->start_idle_ns = sv->idle_ns;
    sv->trace->tasks[child].birth_ns = e->time_ns;
}

/* Makes the new task one of the program's, with its place in the trace. */
static void link_task(struct supervisor *sv, struct task *parent, struct task *t)
{
    pid_t tgid = 0;
    t->linked = true;
    if (parent->number < 0 || task_identify(t->tid, &tgid, &t->namespace_tid) < 0)
        return;
    bool thread = tgid == sv->processes[parent->process].pid;
    t->number = trace_add_task(sv->trace, thread ? TASK_THREAD : TASK_PROCESS, parent->number);
    t->process = thread ? parent->process : process_add(sv, tgid, parent->process, t->number);
    t->leads = !thread;
    if (!thread)
        files_forked(sv, parent->process, t->process);
    add_birth_event(sv, parent->number, t->number);
    if (t->state == TASK_HELD)
        t->hold = HOLD_BIRTH;
    if (task_count_alive(sv, -1) > (size_t)sv->request->limits->tasks)
        supervisor_kill(sv, RUN_LIMIT, LIMIT_TASKS);
}

static void on_birth(struct supervisor *sv, struct task *parent)
{
    unsigned long tid = 0;
    pid_t parent_tid = parent->tid;
    if (ptrace(PTRACE_GETEVENTMSG, parent_tid, 0, &tid) == 0) {
        struct task *t = task_find(sv, (pid_t)tid);
        if (!t)
            t = task_add(sv, (pid_t)tid); /* its first stop is to come: TASK_STARTING */
        parent = task_find(sv, parent_tid);
        link_task(sv, parent, t);
        if (t->state == TASK_HELD && t->number < 0)
            task_resume(sv, t, 0);
    }
    parent = task_find(sv, parent_tid);
    if (sv->request->eager && parent->number >= 0 && !parent->in_vfork) {
        parent->state = TASK_HELD;
        parent->hold = HOLD_CREATOR;
    } else {
        task_resume(sv, parent, 0);
    }
}

/* First stop of a task: one of the program's is held, the scaffold goes on. */
static void on_first_stop(struct supervisor *sv, struct task *t)
{
    t->state = TASK_HELD;
    t->hold = HOLD_BIRTH;
    if (t->linked && t->number < 0)
        task_resume(sv, t, 0);
}

static void mark_left_behind(struct supervisor *sv, int number)
{
    if (!sv->trace->tasks[number].service)
        sv->trace->tasks[number].alive_at_exit = true;
}

/*
 * libtsan starts its background thread anew in a forked child, and only its
 * first sleep tells what it is: a short child ends before. The plain run tells
 * of threads that the student's own child leaves behind.
 */
static bool may_be_of_detector(const struct supervisor *sv, const struct task *t)
{
    return sv->request->sanitizer && t->process != 0 && !t->leads;
}

static bool is_zombie(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d", pid);
    return access(path, F_OK) == 0;
}

/* A process is about to end of its own accord: what does it leave behind? */
static void look_at_end(struct supervisor *sv, int process, int ending_task)
{
    struct process *p = &sv->processes[process];
    if (p->left_behind_told)
        return;
    p->left_behind_told = true;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        bool of_it = t->process == process || process == 0;
        if (task_in_program(t) && of_it && t->number != ending_task && t->state != TASK_EXITING &&
            t->hold != HOLD_EXIT && (t->process == process || t->leads) &&
            !may_be_of_detector(sv, t))
            mark_left_behind(sv, t->number);
    }
    for (size_t i = 0; i < sv->process_count; i++) {
        const struct process *child = &sv->processes[i];
        if (child->parent == process && child->ended && is_zombie(child->pid))
            sv->trace->tasks[child->first_task].never_waited_for = true;
    }
}

/*
 * libtsan's background thread keeps a process alive whose last own thread has
 * ended by pthread_exit. Without the detector the program would be over, with
 * status 0; so it is.
 */
static bool only_service_is_left(const struct supervisor *sv, int process)
{
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].process == process && sv->tasks[i].service &&
            sv->tasks[i].state != TASK_EXITING)
            return true;
    return false;
}

static void on_last_exit(struct supervisor *sv, const struct task *t, bool by_itself)
{
    if (by_itself)
        look_at_end(sv, t->process, t->number);
    if (t->process != 0)
        return;
    files_collect(sv, t->tid);
    if (sv->trace->tasks[t->number].ended && only_service_is_left(sv, 0)) {
        sv->ended = true;
        sv->trace->end = RUN_EXITED;
        kill_all(sv);
    }
}

static void on_exit_event(struct supervisor *sv, struct task *t)
{
    unsigned long status = 0;
    pid_t tid = t->tid;
    ptrace(PTRACE_GETEVENTMSG, tid, 0, &status);
    t->state = TASK_EXITING;
    t->resumed = true;
    sv->anybody_woken = true; /* whoever joins the thread, or gets a robust mutex from it */
    t->call.what = NULL;
    t->wait.active = false;
    if (t->number >= 0) {
        struct trace_task *x = &sv->trace->tasks[t->number];
        x->end_ns = clock_now(sv);
        struct trace_event *e = trace_add(sv->trace, TRACE_END, t->number);
        e->step = e->arrived_step = ++sv->step;
        e->time_ns = e->start_time_ns = x->end_ns;
        e->idle_ns = e->start_idle_ns = sv->idle_ns;
        bool is_last = task_count_alive(sv, t->process) == 0;
        /* The parent may get SIGCHLD, and children that asked for it the end of their parent. */
        sv->signals |= is_last || sv->process_count > 1;
        if (is_last && !sv->killed && !sv->ended)
            on_last_exit(sv, t, WIFEXITED((int)status));
    }
    ptrace(PTRACE_CONT, tid, 0, 0);
}

static void on_gone(struct supervisor *sv, struct task *t, int status)
{
    if (t->leads && t->process >= 0) {
        struct process *p = &sv->processes[t->process];
        p->ended = true;
        sv->trace->tasks[p->first_task].cpu_ns = p->cpu_ns;
        timers_process_ended(sv, t->process);
    }
    if (t->number == 0 && !sv->killed && !sv->ended) {
        sv->ended = true;
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
            sv->trace->limit = LIMIT_FILE;
        sv->trace->end = sv->trace->limit      ? RUN_LIMIT
                         : WIFSIGNALED(status) ? RUN_SIGNALED
                                               : RUN_EXITED;
        sv->trace->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
        sv->now_ns = clock_now(sv);
    }
    task_remove(sv, t);
    if (sv->ended || sv->killed)
        kill_all(sv);
}

/* ---- exec */

static bool runs_program(const struct supervisor *sv, pid_t tid)
{
    char path[64];
    struct stat st;
    snprintf(path, sizeof path, "/proc/%d/exe", tid);
    return stat(path, &st) == 0 && st.st_dev == sv->program_device &&
           st.st_ino == sv->program_inode;
}

static void begin_program(struct supervisor *sv, struct task *t)
{
    pid_t tgid = t->tid;
    sv->started = true;
    t->number = trace_add_task(sv->trace, TASK_INITIAL, -1);
    t->process = process_add(sv, t->tid, -1, t->number);
    t->leads = true;
    task_identify(t->tid, &tgid, &t->namespace_tid);
    clock_cpu(sv);
    if (files_prepare(sv, t->tid) < 0)
        supervisor_fail(sv, "the case's files could not be written: %s", strerror(errno));
}

static void on_exec(struct supervisor *sv, struct task *t)
{
    unsigned long former = 0;
    pid_t tid = t->tid;
    ptrace(PTRACE_GETEVENTMSG, tid, 0, &former);
    if ((pid_t)former != tid && task_find(sv, (pid_t)former))
        task_remove(sv, task_find(sv, (pid_t)former)); /* it goes on under its leader's id */
    t = task_find(sv, tid);
    if (!sv->started && runs_program(sv, tid))
        begin_program(sv, t);
    if (t->number >= 0) {
        remote_hide_vdso(tid);
        timers_process_executed(sv, t->process);
        if (t->number == 0)
            origin_note_program(sv, tid);
        sv->processes[t->process].stdout_lock = 0;
    }
    task_resume(sv, t, 0);
}

/* ---- letting held operations through */

static bool is_alone(const struct supervisor *sv)
{
    return task_count_alive(sv, -1) == 1;
}

static void release(struct supervisor *sv, struct task *t)
{
    if (t->hold == HOLD_EXIT)
        sv->trace->tasks[t->number].ended = true;
    if (t->hold == HOLD_EXIT_GROUP)
        look_at_end(sv, t->process, t->number);
    if (t->hold == HOLD_WRITE && sv->request->watch_stdout_lock && !is_alone(sv))
        note_stdout_waiters(sv);
    call_release(sv, t);
}

static bool release_thread_ends(struct supervisor *sv)
{
    bool any = false;
    for (size_t i = 0; i < sv->task_count; i++) {
        if (sv->tasks[i].hold == HOLD_EXIT && sv->tasks[i].state == TASK_HELD) {
            release(sv, &sv->tasks[i]);
            any = true;
        }
    }
    return any;
}

/*
 * Of the held tasks, the one that comes first: ends of processes (the youngest
 * first, so that a parent's end finds its children ended), then births in their
 * order, then output and files in turn.
 */
static int rank(const struct supervisor *sv, const struct task *t)
{
    switch (t->hold) {
    case HOLD_EXIT_GROUP:
        return 1;
    case HOLD_WAKER:
        return 0;
    case HOLD_BIRTH:
        /* The detector's own threads are known by what they do first. */
        return sv->request->sanitizer ? 0 : 2;
    case HOLD_CREATOR:
        return 4; /* when nobody else has anything left to do */
    default:
        return 3;
    }
}

static bool comes_before(const struct supervisor *sv, const struct task *a, const struct task *b)
{
    if (rank(sv, a) != rank(sv, b))
        return rank(sv, a) < rank(sv, b);
    if (a->hold == HOLD_EXIT_GROUP)
        return a->number > b->number;
    if (rank(sv, a) == 3 && a->releases != b->releases)
        return a->releases < b->releases;
    return a->number < b->number;
}

static bool let_one_through(struct supervisor *sv)
{
    struct task *first = NULL;
    if (release_thread_ends(sv))
        return true;
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (t->state == TASK_HELD && task_in_program(t) && (!first || comes_before(sv, t, first)))
            first = t;
    }
    if (first)
        release(sv, first);
    return first != NULL;
}

/*
 * In a late run the others are kept waiting while the initial thread sleeps,
 * but not for ever: it may be looking again and again whether they are ready.
 */
static bool initial_goes_first(struct supervisor *sv)
{
    struct task *t = sv->request->late ? task_numbered(sv, 0) : NULL;
    if (!t || !t->wait.active || !t->wait.pure || t->wait.firing ||
        t->wait.deadline_ns - t->wait.start_time_ns < LONG_SLEEP_NS ||
        t->wait.deadline_ns - sv->let_through_idle_ns > 2 * LATE_NS ||
        t->wait.deadline_ns > waits_next_deadline(sv))
        return false;
    clock_jump(sv, t->wait.deadline_ns);
    waits_fire_first_due(sv);
    return true;
}

/* Everything has settled: what happens next? */
static void advance(struct supervisor *sv)
{
    if (initial_goes_first(sv))
        return;
    int64_t next = waits_next_deadline(sv);
    if (next <= clock_now(sv)) {
        waits_fire_first_due(sv);
        return;
    }
    if (let_one_through(sv)) {
        sv->let_through_idle_ns = sv->idle_ns;
        return;
    }
    if (real_somebody_waits(sv)) {
        real_follow_wall(sv);
        waits_fire_first_due(sv);
    } else if (next == NEVER) {
        if (!quiescent_for_good(sv))
            return;
        deadlock_explain(sv);
        supervisor_kill(sv, RUN_DEADLOCK, LIMIT_NONE);
    } else if (next > sv->request->limits->time_ns) {
        clock_jump(sv, sv->request->limits->time_ns);
        supervisor_kill(sv, RUN_LIMIT, LIMIT_TIME);
    } else {
        clock_jump(sv, next);
        waits_fire_first_due(sv);
    }
}

/* ---- limits */

static int64_t resident_bytes(const struct supervisor *sv)
{
    int64_t sum = 0;
    for (size_t i = 0; i < sv->process_count; i++) {
        char path[64];
        long size = 0;
        long resident = 0;
        long shared = 0;
        snprintf(path, sizeof path, "/proc/%d/statm", process_tid(sv, (int)i));
        FILE *f = sv->processes[i].ended ? NULL : fopen(path, "re");
        if (f && fscanf(f, "%ld %ld %ld", &size, &resident, &shared) == 3)
            sum += resident - shared;
        if (f)
            fclose(f);
    }
    return sum * sysconf(_SC_PAGESIZE);
}

static void check_limits(struct supervisor *sv)
{
    const struct spec_limits *l = sv->request->limits;
    int64_t wall = wall_now_ns();
    if (wall - sv->wall_checked_ns < CHECK_EACH_NS)
        return;
    sv->wall_checked_ns = wall;
    if (sv->killed || sv->ended) {
        kill_all(sv); /* whoever was not there yet the first time */
        return;
    }
    int64_t cpu = clock_cpu(sv);
    /* A sanitizer's shadow memory and checks are not the program's. */
    int64_t memory =
        sv->request->sanitizer ? 8 * l->memory_bytes + (INT64_C(1) << 30) : l->memory_bytes;
    int64_t cpu_limit = sv->request->sanitizer ? 4 * l->cpu_ns : l->cpu_ns;
    if (cpu > cpu_limit)
        supervisor_kill(sv, RUN_LIMIT, LIMIT_CPU);
    else if (clock_now(sv) > l->time_ns + cpu_limit)
        supervisor_kill(sv, RUN_LIMIT, LIMIT_TIME);
    else if (sv->started && resident_bytes(sv) > memory)
        supervisor_kill(sv, RUN_LIMIT, LIMIT_MEMORY);
    else if (sv->wakes > WAKES_MAX)
        supervisor_kill(sv, RUN_LIMIT, LIMIT_WAKES);
    else if (wall - sv->wall_progress_ns > l->wall_ns)
        supervisor_fail(sv,
                        "the machine was too slow: after %lld s the program had used only %.3f s "
                        "of processor time and was not waiting for anything",
                        (long long)(l->wall_ns / NS_PER_S), (double)cpu / (double)NS_PER_S);
}

/* ---- the loop */

static void on_signal(struct supervisor *sv, struct task *t, int signal)
{
    /* SIGTRAP of our own options never reaches the program. */
    task_resume(sv, t, signal == SIGTRAP && t->number < 0 ? 0 : signal);
}

static bool is_held_no_more(const struct supervisor *sv, const struct task *t)
{
    return sv->spins > SPINS_MAX &&
           (t->hold == HOLD_WRITE || t->hold == HOLD_FILE || t->hold == HOLD_WAKER);
}

static void on_stop(struct supervisor *sv, struct task *t, int status)
{
    int signal = WSTOPSIG(status);
    if ((status >> 16 == PTRACE_EVENT_SECCOMP || signal == (SIGTRAP | 0x80)) && t->number >= 0)
        quiescence_note_run(sv, t);
    switch (status >> 16) {
    case PTRACE_EVENT_SECCOMP:
        call_enter(sv, t);
        t = task_find(sv, t->tid);
        if (t && t->state == TASK_HELD && (is_alone(sv) || is_held_no_more(sv, t)))
            release(sv, t);
        break;
    case PTRACE_EVENT_CLONE:
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
        t->in_vfork = status >> 16 == PTRACE_EVENT_VFORK;
        on_birth(sv, t);
        break;
    case PTRACE_EVENT_VFORK_DONE:
        t->in_vfork = false;
        task_resume(sv, t, 0);
        break;
    case PTRACE_EVENT_EXEC:
        on_exec(sv, t);
        break;
    case PTRACE_EVENT_EXIT:
        on_exit_event(sv, t);
        break;
    case PTRACE_EVENT_STOP:
        if (t->state == TASK_STARTING) {
            on_first_stop(sv, t);
        } else if (signal != SIGTRAP) { /* a group stop: SIGSTOP and its like */
            t->state = TASK_STOPPED;
            ptrace(PTRACE_LISTEN, t->tid, 0, 0);
        } else {
            task_resume(sv, t, 0);
        }
        break;
    default:
        if (signal == (SIGTRAP | 0x80)) {
            call_leave(sv, t);
            if (t->state == TASK_HELD && is_held_no_more(sv, t))
                release(sv, t);
        } else
            on_signal(sv, t, signal);
    }
}

static void on_status(struct supervisor *sv, pid_t tid, int status)
{
    struct task *t = task_find(sv, tid);
    sv->wall_progress_ns = wall_now_ns(); /* slow is not stuck, so this is no machine's trouble */
    /* Of system calls, calls.c tells which get a program on. */
    if (status >> 16 != PTRACE_EVENT_SECCOMP && status >> 8 != (SIGTRAP | 0x80))
        sv->last_event_cpu_ns = clock_cpu(sv);
    if (!t && WIFSTOPPED(status))
        t = task_add(sv, tid); /* before its parent's event */
    if (!t)
        return;
    if (!WIFSTOPPED(status))
        on_gone(sv, t, status);
    else if (sv->killed && status >> 16 != PTRACE_EVENT_EXIT) {
        kill(tid, SIGKILL);
        ptrace(PTRACE_CONT, tid, 0, 0);
    } else
        on_stop(sv, t, status);
}

/* Short at first, longer while nothing happens. */
static void nap(unsigned *idle_rounds)
{
    long ns = 15000L << (*idle_rounds < 5 ? *idle_rounds : 5);
    ++*idle_rounds;
    nanosleep(&(struct timespec){0, ns}, NULL);
}

static bool does_not_settle(struct supervisor *sv)
{
    int64_t cpu = clock_cpu(sv);
    if (cpu - sv->last_event_cpu_ns > SPIN_NS)
        return true;
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (t->state == TASK_HELD && (t->hold == HOLD_WRITE || t->hold == HOLD_FILE) &&
            cpu - t->held_cpu_ns > HELD_NS)
            return true;
    }
    return false;
}

/* One round without an event. */
static void idle_round(struct supervisor *sv, unsigned *idle_rounds)
{
    check_limits(sv);
    if (sv->killed || !sv->started || sv->ended) {
        output_drain(sv);
        nap(idle_rounds);
        return;
    }
    bool unsettled = does_not_settle(sv);
    int64_t due = waits_next_deadline(sv);
    if (due != NEVER && due + (unsettled ? 0 : OVERDUE_NS) <= clock_now(sv)) {
        waits_fire_first_due(sv);
        *idle_rounds = 0;
    } else if (unsettled && let_one_through(sv)) {
        sv->spins++;
        sv->last_event_cpu_ns = clock_cpu(sv);
    } else if (quiescent(sv)) {
        advance(sv);
        *idle_rounds = 0;
    } else {
        output_drain(sv);
        nap(idle_rounds);
    }
}

static void loop(struct supervisor *sv)
{
    unsigned idle_rounds = 0;
    for (;;) {
        int status = 0;
        pid_t tid = waitpid(-1, &status, __WALL | __WNOTHREAD | WNOHANG);
        if (tid < 0 && errno == ECHILD)
            return;
        if (tid > 0) {
            on_status(sv, tid, status);
            idle_rounds = 0;
        } else {
            idle_round(sv, &idle_rounds);
        }
    }
}

static void finish_trace(struct supervisor *sv)
{
    struct trace *t = sv->trace;
    output_finish(sv);
    t->total_ns = sv->now_ns;
    t->idle_ns = sv->idle_ns;
    t->cpu_ns = clock_cpu(sv);
    t->errors_size = sv->errors.length;
    t->errors = buffer_take(&sv->errors);
    if (sv->request->sanitizer)
        t->detector_log = buffer_take(&sv->log);
}

static void release_all(struct supervisor *sv)
{
    for (size_t i = 0; i < sv->task_count; i++)
        task_close(&sv->tasks[i]);
    if (sv->terminal >= 0)
        close(sv->terminal);
    if (sv->errors_pipe >= 0)
        close(sv->errors_pipe);
    buffer_free(&sv->line);
    buffer_free(&sv->errors);
    buffer_free(&sv->log);
    free(sv->tasks);
    free(sv->processes);
    free(sv->open_files);
    free(sv->timers);
    real_free(sv);
}

int supervisor_run(const struct run_request *request, struct trace *out, struct error *err)
{
    *out = (struct trace){0};
    struct supervisor sv = {.request = request,
                            .trace = out,
                            .err = err,
                            .terminal = -1,
                            .errors_pipe = -1,
                            .wall_progress_ns = wall_now_ns()};
    int result = launch(&sv, err) < 0 ? -1 : 0;
    int slack = prctl(PR_GET_TIMERSLACK);
    prctl(PR_SET_TIMERSLACK, 1); /* a nap shall not take longer than it is meant to */
    loop(&sv);
    prctl(PR_SET_TIMERSLACK, slack);
    if (result == 0 && !sv.started && !sv.failed)
        error_set(err, ERROR_MACHINE, "the sandbox could not start the program: %s",
                  sv.errors.length ? sv.errors.data : "no reason given");
    if (err->kind)
        result = -1;
    finish_trace(&sv);
    release_all(&sv);
    if (result < 0)
        trace_free(out);
    return result;
}
