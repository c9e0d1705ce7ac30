/*
 * Which reports count, and which crashes are not the program's.
 *
 * libtsan knows locks, joins, semaphores, barriers, atomics, pipes and the
 * like, but not everything by which threads can be kept apart: each entry of
 * the table was tried with a right program, and libtsan 12 accused it. A
 * program that calls one of them may be right whatever is reported, so its
 * race reports become notes.
 */
#include <signal.h>
#include <stdlib.h>

#include "base/memory.h"
#include "engine/symbolizer.h"
#include "engine/tsan_report.h"

/* What keeps threads apart and libtsan does not know. */
static const struct {
    const char *function, *name;
} unmodelled[] = {
    {"__tsan_atomic_thread_fence", "atomic_thread_fence"},
    {"pthread_mutex_clocklock", "pthread_mutex_clocklock"},
    {"pthread_rwlock_clockrdlock", "pthread_rwlock_clockrdlock"},
    {"pthread_rwlock_clockwrlock", "pthread_rwlock_clockwrlock"},
    {"sem_clockwait", "sem_clockwait"},
    {"flockfile", "flockfile"},
    {"ftrylockfile", "ftrylockfile"},
    {"flock", "flock"},
    {"mq_send", "mq_send"},
    {"mq_timedsend", "mq_timedsend"},
    {"msgsnd", "msgsnd"},
    {"semop", "semop"},
    {"semtimedop", "semtimedop"},
    {"sigwait", "sigwait"},
    {"sigwaitinfo", "sigwaitinfo"},
    {"sigtimedwait", "sigtimedwait"},
    {"signalfd", "signalfd"},
    {"sigsuspend", "sigsuspend"},
    {"pthread_kill", "pthread_kill"},
    {"pthread_sigqueue", "pthread_sigqueue"},
};

/* Functions that can start a thread behind libtsan's back, which then crashes in its hooks. */
static const char *const unsupported[] = {"timer_create", "mq_notify",  "aio_read",
                                          "aio_write",    "lio_listio", "getaddrinfo_a"};

/* The first of them that the program calls, as the source writes it; NULL: none. */
static const char *find_unmodelled(struct symbolizer *symbols)
{
    for (size_t i = 0; i < sizeof unmodelled / sizeof *unmodelled; i++)
        if (symbolizer_calls(symbols, unmodelled[i].function))
            return unmodelled[i].name;
    return NULL;
}

static bool is_counted_race(const struct finding *f)
{
    return f->kind == KIND_RACE && !f->is_note;
}

void tsan_doubt_races(struct trace *t, struct symbolizer *symbols)
{
    bool any = false;
    for (size_t i = 0; i < t->finding_count; i++)
        any |= is_counted_race(&t->findings[i]);
    const char *name = any ? find_unmodelled(symbols) : NULL;
    for (size_t i = 0; name && i < t->finding_count; i++) {
        struct finding *f = &t->findings[i];
        if (!is_counted_race(f))
            continue;
        char *message =
            xasprintf("%s (This is told, but does not count: the program uses %s, which "
                      "the race detector does not understand, so it may be mistaken.)",
                      f->message, name);
        free(f->message);
        f->message = message;
        f->is_note = true;
    }
}

void tsan_doubt_crash(struct trace *t, struct symbolizer *symbols)
{
    if (t->end != RUN_SIGNALED || t->status != SIGSEGV)
        return;
    for (size_t i = 0; !t->unsupported && i < sizeof unsupported / sizeof *unsupported; i++)
        if (symbolizer_calls(symbols, unsupported[i]))
            t->unsupported =
                xasprintf("the race detector cannot run a program in which %s starts threads",
                          unsupported[i]);
}
