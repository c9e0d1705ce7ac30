/*
 * Nothing can go on any more: who waits for what, and where?
 *
 * Every blocked task is stopped and its stack unwound (stacks.c). For a mutex,
 * glibc keeps the owner's thread id eight bytes behind the futex word
 * (struct __pthread_mutex_s).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/internal.h"

struct blocked_task {
    int number;
    struct caller at;
    uint64_t futex; /* address; 0: another call */
    int holder;     /* task that holds the mutex; -1: not a mutex, or not known */
};

/* Not the parent of a vfork: nothing but its child's end or exec, or SIGKILL, gets it to a stop. */
static void stop_task(pid_t tid)
{
    int status;
    ptrace(PTRACE_INTERRUPT, tid, 0, 0);
    waitpid(tid, &status, __WALL);
}

static void find_holder(struct supervisor *sv, const struct task *t, struct blocked_task *b)
{
    int32_t owner = 0;
    if (!b->futex || !b->at.called || !strstr(b->at.called, "mutex") ||
        remote_read(t->tid, b->futex + 8, &owner, sizeof owner) < 0)
        return;
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].process == t->process && sv->tasks[i].namespace_tid == owner)
            b->holder = sv->tasks[i].number;
}

/* What the call waits for, in plain words. */
static const char *explain_call(const char *called)
{
    static const struct {
        const char *part, *words;
    } table[] = {
        {"vfork", "for the child that it made with vfork() to end or to run another program"},
        {"mutex", "for a mutex (a lock)"},
        {"mtx_lock", "for a mutex (a lock)"},
        {"cond", "on a condition variable, for a signal"},
        {"cnd", "on a condition variable, for a signal"},
        {"sem", "for a semaphore to be posted"},
        {"barrier", "at a barrier, for the others"},
        {"join", "for a thread to end"},
        {"rwlock", "for a read-write lock"},
        {"wait", "for a child process to end"},
        {"lock", "for a lock"},
        {"read", "for something to read"},
        {"write", "for room to write"},
        {"poll", "for an event"},
        {"select", "for an event"},
        {"pause", "for a signal"},
        {"sig", "for a signal"},
    };
    for (size_t i = 0; called && i < sizeof table / sizeof *table; i++)
        if (strstr(called, table[i].part))
            return table[i].words;
    return "for something that never comes";
}

static void tell_one(struct supervisor *sv, const struct blocked_task *b, struct buffer *text)
{
    buffer_printf(text, "%s waits %s", trace_task_name(sv->trace, b->number),
                  explain_call(b->at.called));
    if (b->at.file)
        buffer_printf(text, " at %s:%d", b->at.file, b->at.line);
    if (b->at.function)
        buffer_printf(text, " in %s", b->at.function);
    if (b->holder == b->number)
        buffer_puts(text, ", which it has locked itself already");
    else if (b->holder >= 0)
        buffer_printf(text, ", which %s holds", trace_task_name(sv->trace, b->holder));
}

static void tell(struct supervisor *sv, const struct blocked_task *list, size_t count)
{
    struct buffer text = {0};
    struct buffer details = {0};
    buffer_printf(
        &text,
        "The program stands still for ever (a deadlock), from %.3f s on: nobody can go on, "
        "and no sleep will end: ",
        (double)clock_now(sv) / (double)NS_PER_S);
    for (size_t i = 0; i < count; i++) {
        if (i < 4) {
            buffer_puts(&text, i ? "; " : "");
            tell_one(sv, &list[i], &text);
        }
        tell_one(sv, &list[i], &details);
        buffer_putc(&details, '\n');
    }
    if (count > 4)
        buffer_printf(&text, "; and %zu more", count - 4);
    buffer_puts(&text, ".");
    struct finding *f = trace_add_finding(sv->trace, KIND_DEADLOCK, "deadlock", text.data);
    f->details = buffer_take(&details);
    for (size_t i = 0; i < count; i++)
        if (list[i].at.file)
            finding_add_location(f, list[i].at.file, list[i].at.line, list[i].at.function);
    buffer_free(&text);
}

static void find_callers(struct supervisor *sv, struct blocked_task *list, size_t count)
{
    struct caller **callers = xcalloc(count, sizeof *callers);
    for (size_t p = 0; p < sv->process_count; p++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            const struct task *t = task_find(sv, list[i].at.tid);
            if (t && t->process == (int)p && !t->in_vfork)
                callers[n++] = &list[i].at;
        }
        if (n && !sv->processes[p].ended)
            callers_find(process_tid(sv, (int)p), callers, n);
    }
    free(callers);
}

void deadlock_explain(struct supervisor *sv)
{
    size_t count = 0;
    struct blocked_task *list = xcalloc(sv->task_count, sizeof *list);
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (!task_in_program(t) || t->state == TASK_EXITING)
            continue;
        struct blocked_task *b = &list[count++];
        *b = (struct blocked_task){.number = t->number,
                                   .at.tid = t->tid,
                                   .futex = t->blocked_in == SYS_futex ? t->blocked_on : 0,
                                   .holder = -1};
        if (t->in_vfork)
            b->at.called = xstrdup("vfork");
        else
            stop_task(t->tid);
    }
    find_callers(sv, list, count);
    for (size_t i = 0; i < count; i++)
        find_holder(sv, task_find(sv, list[i].at.tid), &list[i]);
    tell(sv, list, count);
    for (size_t i = 0; i < count; i++)
        caller_free(&list[i].at);
    free(list);
}
