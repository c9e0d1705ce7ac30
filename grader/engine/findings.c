#include "engine/findings.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

enum { QUOTE_LIMIT = 160, NAMED_LIMIT = 5 };

static bool has_finding(const struct trace *t, enum check_kind kind, const char *code)
{
    for (size_t i = 0; i < t->finding_count; i++)
        if (t->findings[i].kind == kind && !t->findings[i].is_note &&
            (!code || !strcmp(t->findings[i].code, code)))
            return true;
    return false;
}

static void add_seconds(struct buffer *b, int64_t ns)
{
    buffer_printf(b, "%.3f s", (double)ns / 1e9);
}

/* The last line that was printed: the best hint of how far the program came. */
static void add_last_line(struct buffer *b, const struct trace *t)
{
    for (size_t i = t->event_count; i-- > 0;) {
        const struct trace_event *e = &t->events[i];
        if (e->kind != TRACE_LINE || !e->text)
            continue;
        buffer_printf(b, " The last line before that was `%.*s`, printed at ", QUOTE_LIMIT,
                      e->text);
        add_seconds(b, e->time_ns);
        buffer_printf(b, " by %s.", trace_task_name(t, e->task));
        return;
    }
    buffer_puts(b, " It had not printed a line by then.");
}

/* What the C library says on standard error before it calls abort, and what it means. */
static const struct {
    const char *sign, *meaning;
} last_words[] = {
    {"Assertion `", "an assert did not hold"},
    {"double free", "the same memory was freed twice"},
    {"free(): ", "the memory manager found its records damaged: something wrote past the end of a "
                 "block, or a pointer was freed that malloc did not give"},
    {"malloc(): ",
     "the memory manager found its records damaged: something wrote past the end of a block"},
    {"malloc_consolidate",
     "the memory manager found its records damaged: something wrote past the end of a block"},
    {"realloc(): ",
     "realloc was given a pointer that malloc did not give, or its records are damaged"},
    {"munmap_chunk(): ", "a pointer was freed that malloc did not give"},
    {"corrupted ",
     "the memory manager found its records damaged: something wrote past the end of a block"},
    {"stack smashing detected", "something wrote past the end of a local array"},
    {"buffer overflow detected", "something was written past the end of an array"},
    {"The futex facility returned an unexpected error",
     "a mutex, condition or semaphore was used that is not valid"},
};

/* The line [*start, *start + *length) of `text` that holds `sign`; false if there is none. */
static bool find_line(const char *text, const char *sign, const char **start, size_t *length)
{
    const char *hit = strstr(text, sign);
    if (!hit)
        return false;
    while (hit > text && hit[-1] != '\n')
        hit--;
    *start = hit;
    *length = strcspn(hit, "\n");
    return true;
}

/* "prog: file.c:12: main: Assertion `x' failed." tells the place. */
static void add_assert_location(struct finding *f, const char *line, size_t length)
{
    cleanup_free char *copy = xstrndup(line, length);
    for (char *p = strchr(copy, ':'); p; p = strchr(p + 1, ':')) {
        if (!isdigit((unsigned char)p[1]))
            continue;
        char *file = p;
        while (file > copy && file[-1] != ' ' && file[-1] != '/')
            file--;
        *p = '\0';
        char *function = NULL;
        long number = strtol(p + 1, &function, 10);
        if (*function != ':' || number <= 0 || number > 1000000 || file == p)
            return;
        finding_add_location(f, file, (int)number, NULL);
        return;
    }
}

static void find_abort(struct trace *t, struct buffer *b)
{
    const char *line = NULL;
    size_t length = 0;
    buffer_puts(b, "The program ended itself with abort");
    const char *meaning = NULL;
    for (size_t i = 0; t->errors && !meaning && i < sizeof last_words / sizeof *last_words; i++)
        if (find_line(t->errors, last_words[i].sign, &line, &length))
            meaning = last_words[i].meaning;
    buffer_puts(b, " (signal SIGABRT) at ");
    add_seconds(b, t->total_ns);
    if (meaning)
        buffer_printf(b, ": %s. It said on standard error: `%.*s`.", meaning,
                      (int)(length < QUOTE_LIMIT ? length : QUOTE_LIMIT), line);
    else
        buffer_puts(b,
                    ", as abort() and a failed assert do. Look for the call, and for what standard "
                    "error says.");
    add_last_line(b, t);
    bool is_assert = meaning && strstr(meaning, "assert");
    struct finding *f = trace_add_finding(t, KIND_OUTPUT, "abnormal-end", b->data);
    if (is_assert)
        add_assert_location(f, line, length);
    else if (meaning) /* it is also why: memory was damaged */
        trace_add_finding(t, KIND_MEMORY, "memory-damaged", b->data);
}

static const struct {
    int signal;
    const char *name, *meaning;
} signals[] = {
    {SIGSEGV, "SIGSEGV, \"segmentation fault\"",
     "it used memory that is not its own. Look for a pointer that is NULL or not set, an index "
     "past "
     "the end of an array or of argv, memory that was freed, or a function that calls itself "
     "without end"},
    {SIGBUS, "SIGBUS, \"bus error\"",
     "it used an address at which there is no memory. Look for a pointer that is not set, or a "
     "mapped "
     "file that is too short"},
    {SIGFPE, "SIGFPE", "it divided a whole number by zero (or the smallest number by -1)"},
    {SIGILL, "SIGILL",
     "it came to something that is no instruction: a function pointer that is not "
     "set, or a function that should return a value and does not"},
    {SIGTRAP, "SIGTRAP", "it ran into a trap that the compiler puts where code must never come to"},
    {SIGKILL, "SIGKILL", "somebody killed it: itself or one of its own processes"},
    {SIGTERM, "SIGTERM", "somebody asked it to end: itself or one of its own processes, with kill"},
    {SIGINT, "SIGINT", "somebody interrupted it: itself or one of its own processes"},
    {SIGHUP, "SIGHUP", "it was told that its terminal is gone"},
    {SIGPIPE, "SIGPIPE",
     "it wrote to a pipe or socket that nobody reads any more. Close the ends of a "
     "pipe only when both sides are done"},
    {SIGALRM, "SIGALRM", "its alarm went off, and it has no handler for it"},
    {SIGUSR1, "SIGUSR1", "the signal was sent, and there is no handler for it"},
    {SIGUSR2, "SIGUSR2", "the signal was sent, and there is no handler for it"},
    {SIGVTALRM, "SIGVTALRM", "its timer went off, and it has no handler for it"},
    {SIGPROF, "SIGPROF", "its timer went off, and it has no handler for it"},
    {SIGXFSZ, "SIGXFSZ", "it wrote a file that is bigger than allowed"},
    {SIGXCPU, "SIGXCPU", "it used more processor time than allowed"},
    {SIGSYS, "SIGSYS",
     "it called a service of the system that no exercise needs and that is not "
     "allowed here"},
};

static void find_signal(struct trace *t)
{
    bool crash = t->status == SIGSEGV || t->status == SIGBUS;
    if (has_finding(t, crash ? KIND_MEMORY : KIND_OUTPUT, crash ? "crash" : "abnormal-end"))
        return;
    struct buffer b = {0};
    if (t->status == SIGABRT) {
        find_abort(t, &b);
        buffer_free(&b);
        return;
    }
    const char *name = NULL, *meaning = "a signal that it has no handler for ended it";
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signals[i].signal == t->status)
            name = signals[i].name, meaning = signals[i].meaning;
    buffer_printf(&b, "The program %s at ",
                  crash ? "crashed" : "did not end by itself: it was stopped");
    add_seconds(&b, t->total_ns);
    if (name)
        buffer_printf(&b, " (signal %s)", name);
    else
        buffer_printf(&b, " (signal %d)", t->status);
    buffer_printf(&b, ": %s.", meaning);
    add_last_line(&b, t);
    trace_add_finding(t, crash ? KIND_MEMORY : KIND_OUTPUT, crash ? "crash" : "abnormal-end",
                      b.data);
    buffer_free(&b);
}

/* Usually the supervisor has told who waits for whom; this is for when it could not. */
static void find_deadlock(struct trace *t)
{
    if (has_finding(t, KIND_DEADLOCK, NULL))
        return;
    struct buffer b = {0};
    buffer_puts(&b, "At ");
    add_seconds(&b, t->total_ns);
    buffer_puts(
        &b, " every thread of the program was waiting (for a lock, a signal, the end of a thread "
            "or for input), and nothing was left that could wake one of them: it would have "
            "hung for ever (a deadlock). Look for locks taken in different orders, a lock that "
            "is not given back on some path, or a signal that was sent before anybody waited "
            "for it.");
    add_last_line(&b, t);
    trace_add_finding(t, KIND_DEADLOCK, "deadlock", b.data);
    buffer_free(&b);
}

static const struct {
    const char *code, *what, *advice;
} limits[] = {
    [LIMIT_TIME] =
        {"time-limit", "it ran for longer than the exercise allows",
         "Look for a wait that is too long, waits one after another that should be at once, "
         "or a loop that does not end."},
    [LIMIT_CPU] =
        {"cpu-limit", "it used more processor time than the exercise allows",
         "Look for an endless loop, or for waiting by spinning (asking again and again): wait "
         "with sleep, a condition variable or a semaphore."},
    [LIMIT_MEMORY] =
        {"memory-limit", "it used more memory than the exercise allows",
         "Look for malloc in a loop without free, or for a size that was computed wrong."},
    [LIMIT_TASKS] =
        {"tasks-limit", "it had more threads and processes at once than the exercise allows",
         "Look for pthread_create or fork in a loop that does not end, and for children "
         "that run on into the parent's loop: a child must end with _exit or exit."},
    [LIMIT_OUTPUT] = {"output-limit", "it printed more than the exercise allows",
                      "Look for a loop that prints without end."},
    [LIMIT_FILE] = {"file-limit", "it wrote more to a file than the exercise allows",
                    "Look for a loop that writes without end."},
    [LIMIT_WAKES] =
        {"wakes-limit", "it had gone to sleep and woken up again 200,000 times",
         "Look for a loop that looks, sleeps a moment and looks again, for something that never "
         "comes (a lock that is never given back, a flag that is never set)."},
};

static void find_limit(struct trace *t)
{
    if ((size_t)t->limit >= sizeof limits / sizeof *limits || !limits[t->limit].code ||
        has_finding(t, KIND_LIMITS, NULL))
        return;
    struct buffer b = {0};
    buffer_puts(&b, "The program was stopped at ");
    add_seconds(&b, t->total_ns);
    buffer_printf(&b, ": %s (", limits[t->limit].what);
    add_seconds(&b, t->cpu_ns);
    buffer_printf(&b, " of processor time used). %s", limits[t->limit].advice);
    add_last_line(&b, t);
    trace_add_finding(t, KIND_LIMITS, limits[t->limit].code, b.data);
    buffer_free(&b);
}

static bool is_left_behind(const struct trace_task *task)
{
    return task->alive_at_exit && !task->service && task->type != TASK_INITIAL;
}

/* A child that is still alive was not waited for either: it is told as left behind. */
static bool is_zombie(const struct trace_task *task)
{
    return task->never_waited_for && !task->alive_at_exit && !task->service &&
           task->type == TASK_PROCESS;
}

/* "thread 2 (`worker`, started at 0.000 s), thread 3 (…) and 4 more"; returns how many. */
static size_t add_tasks(struct buffer *b, const struct trace *t,
                        bool (*wanted)(const struct trace_task *task))
{
    size_t count = 0;
    for (size_t i = 0; i < t->task_count; i++) {
        const struct trace_task *task = &t->tasks[i];
        if (!wanted(task))
            continue;
        if (count++ >= NAMED_LIMIT)
            continue;
        buffer_printf(b, "%s%s (", count > 1 ? ", " : "", trace_task_name(t, (int)i));
        if (task->function)
            buffer_printf(b, "`%s`, ", task->function);
        buffer_puts(b, "started at ");
        add_seconds(b, task->birth_ns);
        buffer_puts(b, ")");
    }
    if (count > NAMED_LIMIT)
        buffer_printf(b, " and %zu more", count - NAMED_LIMIT);
    return count;
}

static void find_left_behind(struct trace *t)
{
    struct buffer who = {0}, b = {0};
    size_t count = add_tasks(&who, t, is_left_behind);
    bool thread = false;
    for (size_t i = 0; i < t->task_count; i++)
        thread |= is_left_behind(&t->tasks[i]) && t->tasks[i].type == TASK_THREAD;
    if (count && !has_finding(t, KIND_CLEANUP, "left-behind")) {
        buffer_printf(&b, "The program ended at ");
        add_seconds(&b, t->total_ns);
        buffer_printf(&b, " while %s %s still at work: what was left to do there was cut off. ",
                      who.data, count == 1 ? "was" : "were");
        buffer_puts(&b, thread
                            ? "Wait for every thread before main returns or exit is called, with "
                              "pthread_join."
                            : "Wait for every child process before the parent ends, with waitpid.");
        trace_add_finding(t, KIND_CLEANUP, "left-behind", b.data);
    }
    buffer_free(&who);
    buffer_free(&b);
}

static void find_zombies(struct trace *t)
{
    struct buffer who = {0}, b = {0};
    size_t count = add_tasks(&who, t, is_zombie);
    if (count && !has_finding(t, KIND_CLEANUP, "zombie-child")) {
        buffer_printf(
            &b,
            "%s ended, but nobody waited for %s: an ended child stays in the system's table "
            "(as a \"zombie\") until its parent asks how it ended. Call wait or waitpid once "
            "for each child that you fork.",
            who.data, count == 1 ? "it" : "them");
        b.data[0] = (char)toupper((unsigned char)b.data[0]);
        trace_add_finding(t, KIND_CLEANUP, "zombie-child", b.data);
    }
    buffer_free(&who);
    buffer_free(&b);
}

static bool is_unjoined(const struct trace_task *task)
{
    return task->never_waited_for && !task->alive_at_exit && task->type == TASK_THREAD;
}

/* Told by the explorer's runs; ThreadSanitizer has a report of its own ("thread leak"). */
static void find_unjoined(struct trace *t)
{
    struct buffer who = {0}, b = {0};
    size_t count = add_tasks(&who, t, is_unjoined);
    if (count && !has_finding(t, KIND_CLEANUP, "thread-leak")) {
        buffer_printf(&b,
                      "%s ended, but nobody joined or detached %s: what the system keeps of an "
                      "ended thread is given back only then. Call pthread_join once for each "
                      "thread that you start (or pthread_detach, if nobody needs to know when it "
                      "ends).",
                      who.data, count == 1 ? "it" : "them");
        b.data[0] = (char)toupper((unsigned char)b.data[0]);
        trace_add_finding(t, KIND_CLEANUP, "thread-leak", b.data);
    }
    buffer_free(&who);
    buffer_free(&b);
}

void engine_find_faults(struct trace *t)
{
    switch (t->end) {
    case RUN_SIGNALED:
        find_signal(t);
        break;
    case RUN_DEADLOCK:
        find_deadlock(t);
        break;
    case RUN_LIMIT:
        find_limit(t);
        break;
    case RUN_EXITED:
        /* Whoever is stopped from outside leaves all behind: that is no fault of its own. */
        find_left_behind(t);
        find_zombies(t);
        find_unjoined(t);
        break;
    }
}
