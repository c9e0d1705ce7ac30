/*
 * ThreadSanitizer's reports become findings, in words for a beginner.
 *
 * Which kind a report is of:
 *   data race            race      the two accesses, the variable, the locks held
 *   misuse of a mutex    race      unlock of an unlocked one, double lock, destroyed, …: whoever
 * does that is not kept apart from the others any more heap-use-after-free  memory thread leak
 * cleanup   ended, but neither joined nor detached lock-order inversion deadlock  a note: another
 * lock round both may make it harmless calls in a signal handler      memory, a note: harmless
 * while the main program only waits in pause()
 *
 * A race between pthread_barrier_wait and pthread_barrier_destroy is a note
 * too: POSIX lets the barrier be destroyed as soon as one thread has returned,
 * libtsan does not know that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "engine/tsan_report.h"

enum { FINDING_LIMIT = 32 };

struct explainer {
    struct trace *trace;
    const char *source;
    char *seen[FINDING_LIMIT]; /* keys of the findings so far: kind and source lines; owned */
    size_t seen_count;
};

/* The frames that are the student's own. */
static bool is_own(const struct explainer *x, const struct tsan_frame *f)
{
    return f->file && (!x->source || !strcmp(f->file, x->source));
}

/* Index of the innermost frame of the student's, or -1. */
static int own_frame(const struct explainer *x, const struct tsan_stack *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_own(x, &s->frames[i]))
            return (int)i;
    return -1;
}

/* What the thread was started to run: the outermost function of the student's; NULL if unknown. */
static const char *outermost_function(const struct explainer *x, const struct tsan_stack *s)
{
    for (size_t i = s->count; i-- > 0;)
        if (is_own(x, &s->frames[i]))
            return s->frames[i].function;
    return NULL;
}

/* The C library's function that the student called there; NULL if the code did it by itself. */
static const char *library_function(const struct explainer *x, const struct tsan_stack *s)
{
    int own = own_frame(x, s);
    return own > 0 ? s->frames[own - 1].function : NULL;
}

/*
 * The detector numbers the threads of one process by birth, from 1. With one
 * process that has threads this is the n-th thread of the trace.
 */
static int task_of(const struct trace *t, int thread)
{
    int process = -1, found = -1;
    for (size_t i = 0; i < t->task_count; i++) {
        const struct trace_task *task = &t->tasks[i];
        if (task->type != TASK_THREAD || task->service)
            continue;
        if (process >= 0 && task->process != process)
            return -1;
        process = task->process;
        if (--thread == 0)
            found = (int)i;
    }
    return found;
}

static void add_thread(struct buffer *b, const struct explainer *x, int thread)
{
    int task = thread ? task_of(x->trace, thread) : -1;
    if (!thread)
        buffer_puts(b, "the main thread");
    else if (task >= 0)
        buffer_puts(b, trace_task_name(x->trace, task));
    else
        buffer_printf(b, "thread %d", thread < 1000000 ? thread + 1 : thread);
}

static const struct tsan_thread *find_thread(const struct tsan_report *r, int thread)
{
    for (size_t i = 0; i < r->thread_count; i++)
        if (r->threads[i].number == thread)
            return &r->threads[i];
    return NULL;
}

/* " at bank.c:7" of the innermost own frame; nothing if unknown. */
static bool add_place(struct buffer *b, const struct explainer *x, const char *before,
                      const struct tsan_stack *s)
{
    int own = own_frame(x, s);
    if (own < 0)
        return false;
    buffer_printf(b, "%s%s", before, s->frames[own].file);
    if (s->frames[own].line)
        buffer_printf(b, ":%d", s->frames[own].line);
    return true;
}

/* "thread 2 (started at bank.c:15 to run `withdraw`)" */
static void add_thread_story(struct buffer *b, const struct explainer *x,
                             const struct tsan_report *r, const struct tsan_access *a)
{
    const struct tsan_thread *t = find_thread(r, a->thread);
    const char *function = outermost_function(x, &a->stack);
    add_thread(b, x, a->thread);
    if (!a->thread || (!function && !t))
        return;
    struct buffer story = {0};
    if (t)
        add_place(&story, x, " at ", &t->stack);
    if (function)
        buffer_printf(&story, " to run `%s`", function);
    if (story.length)
        buffer_printf(b, " (started%s)", story.data);
    buffer_free(&story);
}

/* What an access is, by the library function that made it. */
static const struct {
    const char *function, *now, *before;
} verbs[] = {
    {"free", "frees", "freed"},
    {"realloc", "frees or moves", "freed or moved"},
    {"close", "closes", "closed"},
    {"fclose", "closes", "closed"},
    {"pthread_mutex_destroy", "destroys", "destroyed"},
    {"pthread_cond_destroy", "destroys", "destroyed"},
    {"pthread_rwlock_destroy", "destroys", "destroyed"},
    {"pthread_barrier_destroy", "destroys", "destroyed"},
    {"pthread_mutex_init", "sets up", "set up"},
    {"pthread_mutex_lock", "locks", "locked"},
    {"pthread_mutex_unlock", "unlocks", "unlocked"},
    {"pthread_barrier_wait", "waits at", "waited at"},
};

static void add_verb(struct buffer *b, const struct explainer *x, const struct tsan_report *r,
                     const struct tsan_access *a)
{
    const char *function = library_function(x, &a->stack);
    for (size_t i = 0; function && i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(function, verbs[i].function)) {
            buffer_printf(b, " %s it", a->earlier ? verbs[i].before : verbs[i].now);
            return;
        }
    if (r->place == PLACE_DESCRIPTOR) /* there "read" means: used, not closed */
        buffer_puts(b, a->earlier ? " used it" : " uses it");
    else if (a->write)
        buffer_puts(b, a->earlier ? " wrote it" : " writes it");
    else
        buffer_puts(b, a->earlier ? " read it" : " reads it");
    if (a->atomic)
        buffer_puts(b, " atomically");
    if (function)
        buffer_printf(b, " (by calling `%s`)", function);
}

static void add_access(struct buffer *b, const struct explainer *x, const struct tsan_report *r,
                       const struct tsan_access *a)
{
    add_thread_story(b, x, r, a);
    add_verb(b, x, r, a);
    int own = own_frame(x, &a->stack);
    add_place(b, x, " at ", &a->stack);
    if (own >= 0 && a->stack.frames[own].function)
        buffer_printf(b, " in `%s`", a->stack.frames[own].function);
}

/* "the variable `funds`", "the 80 bytes that `calloc` gave (cart.c:16)", … */
static void add_what(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const char *function = library_function(x, &r->place_stack);
    switch (r->place) {
    case PLACE_GLOBAL:
        if (r->name)
            buffer_printf(b, "the variable `%s`", r->name);
        else
            buffer_puts(b, "the same global variable");
        return;
    case PLACE_HEAP:
        buffer_printf(b, "the %llu bytes that `%s` gave", (unsigned long long)r->size,
                      function ? function : "malloc");
        if (add_place(b, x, " (at ", &r->place_stack))
            buffer_putc(b, ')');
        return;
    case PLACE_STACK:
    case PLACE_TLS:
        buffer_puts(b, r->place == PLACE_STACK ? "a local variable of "
                                               : "the thread-local variable of ");
        add_thread(b, x, r->owner);
        return;
    case PLACE_DESCRIPTOR:
        buffer_printf(b, "the file descriptor %llu", (unsigned long long)r->number);
        if (add_place(b, x, " (opened at ", &r->place_stack))
            buffer_putc(b, ')');
        return;
    case PLACE_UNKNOWN:
        break;
    }
    buffer_puts(b, "the same place in memory");
}

static const struct tsan_mutex *find_mutex(const struct tsan_report *r, int mutex)
{
    for (size_t i = 0; i < r->mutex_count; i++)
        if (r->mutexes[i].number == mutex)
            return &r->mutexes[i];
    return NULL;
}

/* "`lock`", or "the lock first used at bank.c:9", or "lock M0". */
static void add_mutex_name(struct buffer *b, const struct explainer *x, const struct tsan_report *r,
                           int mutex)
{
    const struct tsan_mutex *m = find_mutex(r, mutex);
    if (m && m->name)
        buffer_printf(b, "`%s`", m->name);
    else
        buffer_printf(b, "lock M%d", mutex);
    if (m && !m->name)
        add_place(b, x, ", first used at ", &m->stack);
}

static void add_mutexes_held(struct buffer *b, const struct explainer *x,
                             const struct tsan_report *r, const struct tsan_access *a)
{
    for (size_t i = 0; i < a->mutex_count; i++) {
        buffer_puts(b, i ? " and " : "");
        add_mutex_name(b, x, r, a->mutexes[i]);
    }
}

/* Which locks were held, and what to do about it. */
static void add_locks(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const struct tsan_access *first = &r->accesses[0], *second = &r->accesses[1];
    if (first->mutex_count && second->mutex_count) {
        buffer_puts(b, " Each holds a lock, but not the same one: ");
        add_thread(b, x, first->thread);
        buffer_puts(b, " holds ");
        add_mutexes_held(b, x, r, first);
        buffer_puts(b, ", ");
        add_thread(b, x, second->thread);
        buffer_puts(b, " held ");
        add_mutexes_held(b, x, r, second);
        buffer_puts(b, ". A lock keeps out only those who ask for the same lock: use one mutex for "
                       "everything that touches it.");
        return;
    }
    const struct tsan_access *holder = first->mutex_count ? first : second;
    const struct tsan_access *other = holder == first ? second : first;
    buffer_puts(b, " Only ");
    add_thread(b, x, holder->thread);
    buffer_puts(b, " holds a lock there (");
    add_mutexes_held(b, x, r, holder);
    buffer_puts(b, "), ");
    add_thread(b, x, other->thread);
    buffer_puts(b,
                " does not ask for it, so the lock keeps nobody out: take the same lock there too, "
                "for reading as well as for writing.");
}

static bool is_destroyer(const struct explainer *x, const struct tsan_access *a)
{
    const char *f = library_function(x, &a->stack);
    return f && (strstr(f, "_destroy") || !strcmp(f, "free") || !strcmp(f, "realloc") ||
                 !strcmp(f, "close") || !strcmp(f, "fclose"));
}

static void add_sleep(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    if (!r->slept)
        return;
    if (!add_place(b, x, " The sleep at ", &r->sleep_stack))
        buffer_puts(b, " A sleep between them");
    buffer_puts(b, " only makes the right order likely, it does not ensure it.");
}

static const char plain_advice[] = " Guard both places with the same mutex (pthread_mutex_lock "
                                   "before, pthread_mutex_unlock after), "
                                   "or make it _Atomic if each use is one single operation.";
static const char join_advice[] =
    " If the main thread only wants the result, let it pthread_join the thread first.";
static const char stack_advice[] =
    " If a thread is given the address of a local variable (of a loop's counter, say), it sees "
    "every "
    "later change of it: give each thread its own, an element of an array or a block of malloc.";
static const char atomic_advice[] =
    " One of the two is an atomic operation, the other is a plain access, which keeps nobody out: "
    "make every access to it atomic, or guard all of them with one mutex.";
static const char destroy_advice[] =
    " Let it go only when nobody can use it any more: after pthread_join of the threads that do.";

/* What to look at next, from how the two accesses are made. */
static void add_advice(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const struct tsan_access *first = &r->accesses[0], *second = &r->accesses[1];
    add_sleep(b, x, r);
    if (is_destroyer(x, first) || is_destroyer(x, second)) {
        buffer_puts(b, destroy_advice);
    } else if (first->mutex_count || second->mutex_count) {
        add_locks(b, x, r);
    } else if (first->atomic != second->atomic) {
        buffer_puts(b, atomic_advice);
    } else if (r->place == PLACE_STACK) {
        buffer_puts(b, stack_advice);
    } else {
        buffer_puts(b, plain_advice);
        if (!first->thread || !second->thread)
            buffer_puts(b, join_advice);
    }
}

/* Details: the student's own frames of one stack. */
static void add_stack(struct buffer *b, const struct explainer *x, const struct tsan_stack *s)
{
    bool any = false;
    for (size_t i = 0; i < s->count; i++) {
        const struct tsan_frame *f = &s->frames[i];
        if (!is_own(x, f))
            continue;
        any = true;
        buffer_printf(b, "    %s:%d", f->file, f->line);
        if (f->function)
            buffer_printf(b, " in %s", f->function);
        buffer_putc(b, '\n');
    }
    if (!any)
        buffer_puts(b, "    (place not known)\n");
}

static void add_access_details(struct buffer *b, const struct explainer *x,
                               const struct tsan_report *r, const struct tsan_access *a)
{
    const char *function = library_function(x, &a->stack);
    add_thread(b, x, a->thread);
    buffer_printf(b, a->earlier ? ", before: %s%s of %d bytes" : ": %s%s of %d bytes",
                  a->atomic ? "atomic " : "", a->write ? "write" : "read", a->size);
    if (function)
        buffer_printf(b, " in %s", function);
    if (a->mutex_count) {
        buffer_puts(b, ", holding ");
        add_mutexes_held(b, x, r, a);
    }
    buffer_putc(b, '\n');
    add_stack(b, x, &a->stack);
}

static void add_details(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    for (size_t i = 0; i < r->access_count; i++)
        add_access_details(b, x, r, &r->accesses[i]);
    if (r->stack.count)
        add_stack(b, x, &r->stack);
    if (r->second_stack.count) {
        buffer_puts(b, "locked before at\n");
        add_stack(b, x, &r->second_stack);
    }
    if (r->place == PLACE_HEAP && r->place_stack.count) {
        buffer_puts(b, "the memory was given to ");
        add_thread(b, x, r->owner);
        buffer_puts(b, " at\n");
        add_stack(b, x, &r->place_stack);
    }
    for (size_t i = 0; i < r->thread_count; i++) {
        add_thread(b, x, r->threads[i].number);
        buffer_puts(b, " was started by ");
        add_thread(b, x, r->threads[i].creator);
        buffer_puts(b, " at\n");
        add_stack(b, x, &r->threads[i].stack);
    }
}

static void explain_race(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const struct tsan_access *first = &r->accesses[0], *second = &r->accesses[1];
    buffer_puts(b, "Two threads use ");
    add_what(b, x, r);
    buffer_puts(b, " at the same time, and nothing keeps them apart (a data race): ");
    add_access(b, x, r, first);
    if (r->access_count > 1) {
        buffer_puts(b, "; ");
        add_access(b, x, r, second);
    }
    buffer_puts(b,
                ". Between the two there is no lock, join or other hand-over that both take part "
                "in, so the result depends on luck.");
    if (r->access_count > 1)
        add_advice(b, x, r);
}

static void explain_freed(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const struct tsan_access *use = &r->accesses[0], *freed = &r->accesses[1];
    buffer_puts(b, "Memory is used after it was given back with free: ");
    add_thread_story(b, x, r, use);
    buffer_puts(b, use->write ? " writes to it" : " reads it");
    add_place(b, x, " at ", &use->stack);
    if (r->access_count > 1) {
        buffer_puts(b, ", but ");
        if (use->thread != freed->thread)
            add_thread(b, x, freed->thread);
        buffer_puts(b, use->thread != freed->thread ? " freed it before" : "had freed it before");
        add_place(b, x, " at ", &freed->stack);
    }
    buffer_puts(b, ". By then it may belong to something else. Free it only after its last use");
    if (r->access_count > 1 && use->thread != freed->thread)
        buffer_puts(b, ", that is, after the threads that use it were joined");
    buffer_puts(b, ".");
}

static void explain_leak(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    buffer_puts(b, "A thread");
    if (r->thread_count) {
        buffer_puts(b, " (");
        add_thread(b, x, r->threads[0].number);
        add_place(b, x, ", started at ", &r->threads[0].stack);
        buffer_puts(b, ")");
    }
    if (r->similar)
        buffer_printf(b, " and %u more started at the same place", r->similar);
    buffer_printf(
        b,
        " %s ended, but nobody waited for %s: the memory is kept for a pthread_join that "
        "never comes. Call pthread_join for every thread you start (keep its pthread_t, one "
        "for each thread), or pthread_detach if nobody needs to know when it ends.",
        r->similar ? "have" : "has", r->similar ? "them" : "it");
}

static void explain_lock_order(struct buffer *b, const struct explainer *x,
                               const struct tsan_report *r)
{
    buffer_puts(b, "Locks are taken in different orders: ");
    for (size_t i = 0; i < r->edge_count; i++) {
        const struct tsan_edge *e = &r->edges[i];
        buffer_puts(b, i ? "; " : "");
        add_thread(b, x, e->thread);
        buffer_puts(b, " takes ");
        add_mutex_name(b, x, r, e->taken);
        add_place(b, x, " at ", &e->taken_at);
        buffer_puts(b, " while it holds ");
        add_mutex_name(b, x, r, e->held);
        add_place(b, x, " (taken at ", &e->held_at);
        buffer_puts(b, own_frame(x, &e->held_at) >= 0 ? ")" : "");
    }
    buffer_puts(b,
                ". If they do so at the same moment, each waits for a lock that another one holds, "
                "and nobody ever goes on (a deadlock). Let everybody take the locks in the same "
                "order. This is a warning: if another lock is held round all of it, it cannot "
                "happen.");
}

/* The mutex that a report of misuse is about. */
static void add_misused(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    if (r->place == PLACE_GLOBAL && r->name)
        buffer_printf(b, "The mutex `%s`", r->name);
    else if (r->mutex_count && r->mutexes[0].name)
        buffer_printf(b, "The mutex `%s`", r->mutexes[0].name);
    else
        buffer_puts(b, "A mutex");
    (void)x;
}

static const struct misuse {
    const char *title, *code, *what, *advice;
} misuses[] = {
    {"unlock of an unlocked mutex", "bad-unlock",
     " is unlocked by a thread that does not hold it (nobody had locked it, or another thread had)",
     "Each thread must unlock exactly what it has locked itself, and once: otherwise it lets "
     "somebody "
     "in while another one is still inside. For a signal from one thread to another use a "
     "semaphore or "
     "a condition variable."},
    {"double lock of a mutex", "double-lock",
     " is locked again by the thread that already holds it",
     "A plain mutex cannot be taken twice: the thread would wait for itself. Look for a path on "
     "which "
     "it is not unlocked."},
    {"destroy of a locked mutex", "destroy-locked",
     " is destroyed, or its memory is freed, while it is still locked",
     "Look for a path on which it is not unlocked, or for a thread that still uses it."},
    {"use of an invalid mutex", "invalid-mutex",
     " is used though it is not set up (never initialised, or already destroyed)",
     "Initialise it with PTHREAD_MUTEX_INITIALIZER or pthread_mutex_init before any thread starts, "
     "destroy it after all have been joined."},
    {"read lock of a write locked mutex", "double-lock",
     " is locked for reading by the thread that holds it for writing", "Unlock it first."},
    {"read unlock of a write locked mutex", "bad-unlock",
     " is unlocked by a thread that does not hold it in that way",
     "Each thread must unlock exactly what it has locked itself."},
};

static const struct misuse *find_misuse(const char *title)
{
    for (size_t i = 0; i < sizeof misuses / sizeof *misuses; i++)
        if (!strncmp(title, misuses[i].title, strlen(misuses[i].title)))
            return &misuses[i];
    return NULL;
}

static void explain_misuse(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const struct misuse *m = find_misuse(r->title);
    add_misused(b, x, r);
    buffer_puts(b, m->what);
    add_place(b, x, ", at ", &r->stack);
    if (r->second_stack.count)
        add_place(b, x, "; it was locked at ", &r->second_stack);
    buffer_printf(b, ". After that nothing is kept apart any more. %s", m->advice);
}

static void explain_signal(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    const char *function = library_function(x, &r->stack);
    buffer_puts(b, "A signal handler");
    if (strstr(r->title, "errno")) {
        buffer_puts(b, " changes errno, and the code that it interrupts may just be looking at it");
        add_place(b, x, ": ", &r->stack);
        buffer_puts(b, ". Save errno when the handler begins and put it back when it ends.");
        return;
    }
    if (function)
        buffer_printf(b, " calls `%s`", function);
    else
        buffer_puts(b, " calls a function that is not safe there");
    add_place(b, x, " at ", &r->stack);
    buffer_puts(b,
                ". A signal can come in the middle of that very function. In a handler only set a "
                "flag (volatile sig_atomic_t), and do the work in the main program.");
}

static void explain_crash(struct buffer *b, const struct explainer *x, const struct tsan_report *r)
{
    buffer_puts(b, "The program used memory that is not its own");
    add_place(b, x, ", at ", &r->stack);
    buffer_puts(b,
                ", and was ended for it. Look for a pointer that is NULL or not set, an index past "
                "the end of an array, or memory that was freed.");
}

static const struct rule_of_title {
    const char *title; /* how it begins */
    enum check_kind kind;
    const char *code; /* NULL: from the table of misuses */
    bool is_note;
    void (*explain)(struct buffer *b, const struct explainer *x, const struct tsan_report *r);
} titles[] = {
    {"data race", KIND_RACE, "data-race", false, explain_race},
    {"race on ", KIND_RACE, "data-race", false, explain_race},
    {"heap-use-after-free", KIND_MEMORY, "heap-use-after-free", false, explain_freed},
    {"thread leak", KIND_CLEANUP, "thread-leak", false, explain_leak},
    {"lock-order-inversion", KIND_DEADLOCK, "lock-order-inversion", true, explain_lock_order},
    {"signal-unsafe call", KIND_MEMORY, "signal-unsafe", true, explain_signal},
    {"signal handler spoils errno", KIND_MEMORY, "signal-errno", true, explain_signal},
    {"SEGV on", KIND_MEMORY, "crash", false, explain_crash},
    {"BUS on", KIND_MEMORY, "crash", false, explain_crash},
    {"stack-overflow on", KIND_MEMORY, "crash", false, explain_crash},
    {"unlock of an unlocked mutex", KIND_RACE, NULL, false, explain_misuse},
    {"double lock of a mutex", KIND_RACE, NULL, false, explain_misuse},
    {"destroy of a locked mutex", KIND_RACE, NULL, false, explain_misuse},
    {"use of an invalid mutex", KIND_RACE, NULL, false, explain_misuse},
    {"read lock of a write locked mutex", KIND_RACE, NULL, false, explain_misuse},
    {"read unlock of a write locked mutex", KIND_RACE, NULL, false, explain_misuse},
};

static const struct rule_of_title *find_title(const struct tsan_report *r)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (!strncmp(r->title, titles[i].title, strlen(titles[i].title)))
            return &titles[i];
    return NULL;
}

/* A source line, or the bare address where there is none. */
static char *place_key(const struct explainer *x, const struct tsan_stack *s)
{
    int own = own_frame(x, s);
    if (own >= 0)
        return xasprintf("%s:%d", s->frames[own].file, s->frames[own].line);
    if (s->count)
        return xasprintf("%llx", (unsigned long long)s->frames[0].offset);
    return xstrdup("");
}

/* The same for all reports of one code that are about the same pair of source lines. */
static char *report_key(const struct explainer *x, const char *code, const struct tsan_report *r)
{
    const struct tsan_stack *one = &r->stack, *two = &r->second_stack;
    if (r->access_count)
        one = &r->accesses[0].stack;
    if (r->access_count > 1)
        two = &r->accesses[1].stack;
    if (r->edge_count)
        one = &r->edges[0].taken_at, two = &r->edges[r->edge_count - 1].taken_at;
    if (!strcmp(code, "thread-leak") && r->thread_count)
        one = &r->threads[0].stack;
    char *a = place_key(x, one), *b = place_key(x, two);
    bool swap = strcmp(a, b) > 0;
    char *key = xasprintf("%s %s %s", code, swap ? b : a, swap ? a : b);
    free(a);
    free(b);
    return key;
}

/* True if it is new; the key is kept then, else freed. */
static bool remember(struct explainer *x, char *key)
{
    for (size_t i = 0; i < x->seen_count; i++)
        if (!strcmp(x->seen[i], key)) {
            free(key);
            return false;
        }
    if (x->seen_count == FINDING_LIMIT) {
        free(key);
        return false;
    }
    x->seen[x->seen_count++] = key;
    return true;
}

static void add_location(struct finding *f, const struct explainer *x, const struct tsan_stack *s)
{
    int own = own_frame(x, s);
    if (own < 0)
        return;
    const struct tsan_frame *frame = &s->frames[own];
    for (size_t i = 0; i < f->location_count; i++)
        if (f->locations[i].line == frame->line && !strcmp(f->locations[i].file, frame->file))
            return;
    finding_add_location(f, frame->file, frame->line, frame->function);
}

static void add_locations(struct finding *f, const struct explainer *x, const struct tsan_report *r)
{
    add_location(f, x, &r->stack);
    add_location(f, x, &r->second_stack);
    for (size_t i = 0; i < r->access_count; i++)
        add_location(f, x, &r->accesses[i].stack);
    for (size_t i = 0; i < r->edge_count; i++) {
        add_location(f, x, &r->edges[i].taken_at);
        add_location(f, x, &r->edges[i].held_at);
    }
    for (size_t i = 0; !f->location_count && i < r->thread_count; i++)
        add_location(f, x, &r->threads[i].stack);
}

static bool calls(const struct explainer *x, const struct tsan_access *a, const char *function)
{
    const char *called = library_function(x, &a->stack);
    return called && !strcmp(called, function);
}

/* See the top of the file. */
static bool is_barrier_destruction(const struct explainer *x, const struct tsan_report *r)
{
    return r->access_count == 2 && calls(x, &r->accesses[0], "pthread_barrier_destroy") &&
           calls(x, &r->accesses[1], "pthread_barrier_wait");
}

/*
 * A thread that still runs when the program ends is told as left behind, from
 * the trace; a leak is one that has ended.
 */
static bool is_told_elsewhere(const struct tsan_report *r)
{
    return !strcmp(r->title, "thread leak") && r->thread_count && r->threads[0].running;
}

static void explain(void *context, const struct tsan_report *r)
{
    struct explainer *x = context;
    const struct rule_of_title *rule = find_title(r);
    if (!rule || is_told_elsewhere(r))
        return;
    const char *code = rule->code ? rule->code : find_misuse(r->title)->code;
    if (!remember(x, report_key(x, code, r)))
        return;
    struct buffer message = {0}, details = {0};
    if (rule->explain == explain_race && !r->access_count)
        buffer_puts(&message,
                    "Two threads use the same memory, and nothing keeps them apart (a data race).");
    else
        rule->explain(&message, x, r);
    add_details(&details, x, r);
    struct finding *f = trace_add_finding(x->trace, rule->kind, code, message.data);
    f->details = details.length ? buffer_take(&details) : NULL;
    f->is_note = rule->is_note || is_barrier_destruction(x, r);
    add_locations(f, x, r);
    buffer_free(&message);
    buffer_free(&details);
}

void tsan_parse_reports(const char *log, const char *source_name, struct symbolizer *symbols,
                        struct trace *trace)
{
    struct explainer x = {.trace = trace, .source = source_name};
    if (log)
        tsan_read_reports(log, symbols, explain, &x);
    for (size_t i = 0; i < x.seen_count; i++)
        free(x.seen[i]);
}
