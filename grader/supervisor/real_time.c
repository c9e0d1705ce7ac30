/*
 * Ways of waiting for a time that the virtual clock does not know: time-outs of
 * sockets (SO_RCVTIMEO, SO_SNDTIMEO), by which any call that uses the socket
 * may wait, and that of recvmmsg(), which the kernel looks at between two
 * messages only. While everything else has settled and such a wait goes on,
 * the clock follows the wall, and nobody's sleep is skipped. The run's trace
 * says so (real_ns), and which way it was, and where.
 *
 * We are not told when the wait of a socket begins. So what has passed on the
 * wall counts since the last jump of the clock, before which nobody was in such
 * a wait: a wait may seem longer than it was, and never shorter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "supervisor/internal.h"

static const char *const way_names[REAL_WAYS] = {
    [REAL_RECEIVE_TIMEOUT] = "for something to come through a socket with SO_RCVTIMEO",
    [REAL_SEND_TIMEOUT] = "for room in a socket with SO_SNDTIMEO",
    [REAL_RECVMMSG] = "in recvmmsg with a timeout",
};

/* The task stands at a stop of ours: the place is looked up the first time. */
static void note_use(struct supervisor *sv, const struct task *t, int number)
{
    struct real_way *way = &sv->real_ways[number];
    if (way->used)
        return;
    struct caller caller = {.tid = t->tid};
    callers_find(process_tid(sv, t->process), (struct caller *[]){&caller}, 1);
    way->used = true;
    real_clock_jumped(sv);
    way->file = steal_ptr(caller.file);
    way->function = steal_ptr(caller.function);
    way->line = caller.line;
    caller_free(&caller);
}

enum call_action real_enter_setsockopt(struct supervisor *sv, struct task *t,
                                       struct user_regs_struct *regs)
{
    if (regs->rsi != SOL_SOCKET)
        return CALL_PASS;
    if (regs->rdx == SO_RCVTIMEO_OLD || regs->rdx == SO_RCVTIMEO_NEW)
        note_use(sv, t, REAL_RECEIVE_TIMEOUT);
    if (regs->rdx == SO_SNDTIMEO_OLD || regs->rdx == SO_SNDTIMEO_NEW)
        note_use(sv, t, REAL_SEND_TIMEOUT);
    return CALL_PASS;
}

enum call_action real_enter_recvmmsg(struct supervisor *sv, struct task *t,
                                     struct user_regs_struct *regs)
{
    if (!regs->r8)
        return CALL_PASS;
    note_use(sv, t, REAL_RECVMMSG);
    t->real_wait = true;
    return CALL_WATCH;
}

void real_leave(struct supervisor *sv, struct task *t, struct user_regs_struct *regs)
{
    (void)sv;
    (void)regs;
    t->real_wait = false;
}

static bool receives(long call)
{
    return call == SYS_read || call == SYS_readv || call == SYS_recvfrom || call == SYS_recvmsg ||
           call == SYS_recvmmsg;
}

static bool sends(long call)
{
    return call == SYS_write || call == SYS_writev || call == SYS_sendto || call == SYS_sendmsg ||
           call == SYS_sendmmsg;
}

static bool has_timeout(const struct task *t, int option)
{
    struct timeval timeout = {0};
    socklen_t size = sizeof timeout;
    cleanup_close int fd = remote_descriptor(t->tid, (int)t->blocked_on);
    return fd >= 0 && getsockopt(fd, SOL_SOCKET, option, &timeout, &size) == 0 &&
           (timeout.tv_sec || timeout.tv_usec);
}

/* The way in which a task waits; -1: in none of these. */
static int way_of(const struct supervisor *sv, const struct task *t)
{
    if (t->real_wait)
        return REAL_RECVMMSG;
    if (!task_in_program(t) || t->state != TASK_RUNNING)
        return -1;
    if (sv->real_ways[REAL_RECEIVE_TIMEOUT].used && receives(t->blocked_in) &&
        has_timeout(t, SO_RCVTIMEO))
        return REAL_RECEIVE_TIMEOUT;
    if (sv->real_ways[REAL_SEND_TIMEOUT].used && sends(t->blocked_in) &&
        has_timeout(t, SO_SNDTIMEO))
        return REAL_SEND_TIMEOUT;
    return -1;
}

static void tell(struct supervisor *sv, const struct task *t, int number)
{
    struct real_way *way = &sv->real_ways[number];
    if (way->told)
        return;
    way->told = true;
    cleanup_free char *place = way->file ? xasprintf(" (%s:%d)", way->file, way->line) : NULL;
    cleanup_free char *message = xasprintf(
        "At %.3f s %s waited %s%s. The grader's clock cannot skip such a wait, so it took as long "
        "as on the machine's own clock. If a busy machine made it longer, that costs nothing.",
        (double)clock_now(sv) / (double)NS_PER_S, trace_task_name(sv->trace, t->number),
        way_names[number], place ? place : "");
    struct finding *f = trace_add_finding(sv->trace, KIND_TIME, "real-time", message);
    f->is_note = true;
    if (way->file)
        finding_add_location(f, way->file, way->line, way->function);
}

bool real_somebody_waits(struct supervisor *sv)
{
    bool any = false;
    for (size_t i = 0; i < sv->task_count; i++) {
        int way = way_of(sv, &sv->tasks[i]);
        if (way < 0)
            continue;
        tell(sv, &sv->tasks[i], way);
        any = true;
    }
    return any;
}

void real_clock_jumped(struct supervisor *sv)
{
    sv->real_since_wall_ns = wall_now_ns();
    sv->real_since_ns = clock_now(sv);
}

void real_follow_wall(struct supervisor *sv)
{
    nanosleep(&(struct timespec){0, NS_PER_MS}, NULL);
    int64_t wall = wall_now_ns();
    int64_t missing = sv->real_since_ns + (wall - sv->real_since_wall_ns) - clock_now(sv);
    if (missing > 0) {
        sv->idle_ns += missing;
        sv->trace->real_ns += missing;
        sv->trace->real_late_ns += missing > NS_PER_MS ? missing - NS_PER_MS : 0;
    }
    sv->wall_progress_ns = wall; /* the program's own limit of time ends it */
}

void real_free(struct supervisor *sv)
{
    for (size_t i = 0; i < REAL_WAYS; i++) {
        free(sv->real_ways[i].file);
        free(sv->real_ways[i].function);
    }
}
