/*
 * Has everything settled? Every task of the program is either held by us, or
 * sleeps in the kernel with nobody left who could wake it.
 *
 * /proc/TID/stat shows the state S. That is not enough: a task puts itself into
 * state S a moment before it leaves the processor (do_wait() looks through its
 * children that way). Reading /proc/TID/syscall waits until the task is off the
 * processor, or says "running". But a task that has been woken and not yet been put
 * on a processor counts as off too, and a moment later it may be running, in state
 * S, to look through its children again. /proc/TID/schedstat counts how often a task
 * got onto a processor: its turns.
 *
 * So of the tasks that have run since everything had last settled, a look reads the
 * turns of each, then whether each is off the processor, then whether each shows S,
 * then the turns once more. Suppose that they are, and that no count has changed.
 * Who was off the processor at the second reading did not get onto one until the
 * last. Only a task that runs puts itself into state S, so it was in that state all
 * the time from the second reading to the third: asleep, and woken by nobody. So all
 * of these slept when the second reading was over.
 *
 * The others slept when everything had last settled. If `stat` shows S, and the count
 * of turns before and after is the one from then, the task has slept all the time, and
 * nobody has woken it. For else it has either not got onto a processor yet, and is not
 * in state S, or it has, and that counts. It is one of those that have run, then.
 * Tasks asleep in a futex call need no look when all are found that a call of
 * somebody's has woken, and nobody ended.
 *
 * A kernel without the count (CONFIG_SCHED_INFO) has context switches instead, in
 * `status`. They count when a task leaves the processor, so that it must be found off
 * it once more before the last reading; and every task is one of those that have run.
 *
 * A stop that the kernel has ready for us also means that somebody ran.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "supervisor/internal.h"

/* Reads a file of /proc/TID; *fd stays open for the next time. */
static bool read_proc(pid_t tid, const char *name, int *fd, char *text, size_t size)
{
    if (*fd < 0) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", tid, name);
        *fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    ssize_t n = *fd < 0 ? -1 : pread(*fd, text, size - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* Off the processor? Notes the call that it sleeps in. */
static bool is_off_processor(struct task *t)
{
    char text[256];
    if (t->state == TASK_EXITING)
        return true;
    if (!read_proc(t->tid, "syscall", &t->syscall_fd, text, sizeof text) || text[0] == 'r')
        return false;
    char *end;
    t->blocked_in = strtol(text, &end, 10);
    t->blocked_on = strtoull(end, NULL, 16);
    return t->blocked_in >= 0; /* -1: in a page fault or the like, which ends by itself */
}

/* D is a wait for a disk, which ends by itself, but for the parent of a vfork. */
static bool is_waiting_state(const struct task *t, char state)
{
    if (t->state == TASK_EXITING)
        return state == 'Z'; /* a first thread gone by pthread_exit */
    return state == 'S' || (state == 'D' && t->in_vfork);
}

static bool is_asleep(struct task *t)
{
    char text[1024];
    if (!read_proc(t->tid, "stat", &t->stat_fd, text, sizeof text))
        return false; /* it is ending: its end will be reported */
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[1] == ' ' && is_waiting_state(t, name_end[2]);
}

/* The context switches of a task; 0: not known. */
static long count_switches(struct task *t)
{
    char text[4096];
    const char *by_itself = NULL, *forced = NULL;
    if (read_proc(t->tid, "status", &t->status_fd, text, sizeof text)) {
        by_itself = strstr(text, "\nvoluntary_ctxt_switches:");
        forced = strstr(text, "\nnonvoluntary_ctxt_switches:");
    }
    return by_itself && forced ? strtol(by_itself + 25, NULL, 10) + strtol(forced + 28, NULL, 10)
                               : 0;
}

/* How often it got onto a processor; where the kernel does not tell, its switches below zero. */
static long count_turns(struct task *t)
{
    char text[128];
    char *end = text;
    if (!read_proc(t->tid, "schedstat", &t->schedstat_fd, text, sizeof text))
        return 0;
    strtoull(text, &end, 10); /* time on the processor */
    strtoull(end, &end, 10);  /* time in line for it */
    long turns = strtol(end, NULL, 10);
    return turns > 0 ? turns : -count_switches(t);
}

static bool in_futex(const struct task *t)
{
    return t->state == TASK_RUNNING && t->blocked_in == SYS_futex && !t->real_wait &&
           !t->wait.firing;
}

static bool needs_look(const struct supervisor *sv, const struct task *t)
{
    if (!task_in_program(t) || t->state == TASK_HELD || t->state == TASK_STOPPED)
        return false;
    if (t->wait.firing || sv->signals)
        return true;
    /* Nothing but a signal wakes a sleeper. */
    if (t->wait.active && t->wait.pure)
        return false;
    return t->resumed || !in_futex(t) || sv->futex_wakes != 0 || sv->anybody_woken;
}

/* Can it be asleep at all, as far as we know? */
static bool may_be_asleep(const struct supervisor *sv, const struct task *t)
{
    if (t->state == TASK_EXITING) /* the first thread of a process goes only with the last */
        return t->leads && task_count_alive(sv, t->process) > 0;
    bool released_call = t->call.what && !t->wait.active && !t->real_wait;
    return t->state == TASK_RUNNING && !t->wait.firing && !released_call;
}

typedef bool look(struct supervisor *sv, struct task *t);

/* Is it so for all that have run since everything had last settled? */
static bool runners(struct supervisor *sv, look *is_so)
{
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].resumed && needs_look(sv, &sv->tasks[i]) && !is_so(sv, &sv->tasks[i]))
            return false;
    return true;
}

static bool note_turns(struct supervisor *sv, struct task *t)
{
    if (!may_be_asleep(sv, t))
        return false;
    long turns = count_turns(t);
    t->slept_anew |= turns != t->turns;
    t->turns = turns;
    return turns != 0;
}

static bool is_off(struct supervisor *sv, struct task *t)
{
    (void)sv;
    return is_off_processor(t);
}

static bool shows_sleep(struct supervisor *sv, struct task *t)
{
    if (!is_asleep(t))
        return false;
    if (t->slept_anew) {
        t->slept_anew = false;
        t->asleep_time_ns = clock_now(sv);
        t->asleep_idle_ns = sv->idle_ns;
    }
    return true;
}

static bool has_same_turns(struct supervisor *sv, struct task *t)
{
    (void)sv;
    return (t->turns > 0 || is_off_processor(t)) && count_turns(t) == t->turns;
}

static bool runners_sleep(struct supervisor *sv)
{
    return runners(sv, note_turns) && runners(sv, is_off) && runners(sv, shows_sleep) &&
           runners(sv, has_same_turns);
}

void quiescence_note_run(struct supervisor *sv, struct task *t)
{
    if (!t->resumed)
        sv->futex_wakes -= in_futex(t);
    t->resumed = true;
}

/* Has nobody else got onto a processor? Whoever has is one of those that have run. */
static bool nobody_else_ran(struct supervisor *sv)
{
    bool ran = false;
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (t->resumed || !needs_look(sv, t) || count_turns(t) == t->turns)
            continue;
        quiescence_note_run(sv, t);
        ran = true;
    }
    return !ran;
}

static bool others_sleep(struct supervisor *sv)
{
    if (!nobody_else_ran(sv)) /* looked at beforehand, since it is quickly done */
        return false;
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (!t->resumed && needs_look(sv, t) && !(may_be_asleep(sv, t) && is_asleep(t)))
            return false;
    }
    return nobody_else_ran(sv);
}

/* Where the kernel does not count turns, each task counts as one that has run. */
static void note_settled(struct supervisor *sv)
{
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (t->resumed && needs_look(sv, t))
            t->resumed = t->turns <= 0;
    }
    sv->signals = sv->anybody_woken = false;
    sv->futex_wakes = 0;
}

static bool stop_is_waiting(void)
{
    siginfo_t info = {0};
    waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL | __WNOTHREAD);
    return info.si_pid != 0;
}

bool quiescent(struct supervisor *sv)
{
    if (!runners_sleep(sv) || !others_sleep(sv))
        return false;
    /* Room made in a full pipe lets a writer go on. */
    if (output_drain(sv) || stop_is_waiting())
        return false;
    note_settled(sv);
    return true;
}

bool quiescent_for_good(struct supervisor *sv)
{
    sv->signals = true;
    return quiescent(sv);
}

/* ---- who stands in line at the C library's lock of stdout */

/* struct _IO_FILE (glibc, struct_FILE.h): `_lock` stands at offset 136 on x86-64. */
enum { FILE_LOCK_OFFSET = 136 };

enum { FLOCKFILE_BYTES = 256, STACK_WORDS = 16 };

/* The same libc for every run of this grader. */
static _Thread_local uint64_t stdout_symbol, flockfile_symbol;

static uint64_t find_stdout_lock(pid_t tid)
{
    char path[4200];
    uint64_t base = library_libc(tid, path, sizeof path);
    if (base && !stdout_symbol) {
        stdout_symbol = library_symbol(path, "_IO_2_1_stdout_");
        flockfile_symbol = library_symbol(path, "flockfile");
    }
    uint64_t lock = 0;
    if (!base || !stdout_symbol ||
        remote_read(tid, base + stdout_symbol + FILE_LOCK_OFFSET, &lock, sizeof lock) < 0)
        return 1;
    return lock ? lock : 1;
}

/*
 * Does it wait in flockfile()? Then it has not come to print: the lock is one of
 * the program's own there, which keeps more than a line apart. The caller's
 * address is among the first words of its stack.
 */
static bool is_in_flockfile(struct task *t)
{
    char text[256], path[4200];
    uint64_t stack = 0, words[STACK_WORDS];
    uint64_t base = library_libc(t->tid, path, sizeof path);
    if (!base || !flockfile_symbol ||
        !read_proc(t->tid, "syscall", &t->syscall_fd, text, sizeof text) ||
        sscanf(text, "%*s %*s %*s %*s %*s %*s %*s %" SCNx64, &stack) != 1 ||
        remote_read(t->tid, stack, words, sizeof words) < 0)
        return false;
    uint64_t start = base + flockfile_symbol;
    for (size_t i = 0; i < STACK_WORDS; i++)
        if (words[i] > start && words[i] < start + FLOCKFILE_BYTES)
            return true;
    return false;
}

void note_stdout_waiters(struct supervisor *sv)
{
    for (size_t i = 0; i < sv->task_count; i++) {
        struct task *t = &sv->tasks[i];
        if (!task_in_program(t) || t->state != TASK_RUNNING || t->wait.active ||
            t->stdout_lock_step)
            continue;
        struct process *p = &sv->processes[t->process];
        if (!p->stdout_lock)
            p->stdout_lock = find_stdout_lock(t->tid);
        if (p->stdout_lock > 1 && t->blocked_in == SYS_futex && t->blocked_on == p->stdout_lock &&
            !is_in_flockfile(t))
            t->stdout_lock_step = ++sv->step;
    }
}
