/* Rules on threads and processes: exclusive, actors, started, workers. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

#define ONE_WAIT_NS (SECOND_NS / 1000) /* waits of one task closer than this are one wait */
#define NAMES_SHOWN 8

bool judge_task_is(const struct trace *t, int task, enum spec_tasks tasks)
{
    static const bool fits[][3] = {
        [TASKS_ANY] = {[TASK_THREAD] = true, [TASK_PROCESS] = true},
        [TASKS_THREADS] = {[TASK_THREAD] = true},
        [TASKS_PROCESSES] = {[TASK_PROCESS] = true},
    };
    bool counts = task >= 0 && (size_t)task < t->task_count && !t->tasks[task].service;
    return counts && fits[tasks][t->tasks[task].type];
}

/* "thread 2, thread 3, …" of the tasks that are set in `chosen`. */
static char *list_tasks(const struct trace *t, const bool *chosen)
{
    struct buffer b = {0};
    size_t count = 0;
    for (size_t i = 0; i < t->task_count; i++) {
        if (!chosen[i] || ++count > NAMES_SHOWN)
            continue;
        buffer_printf(&b, "%s%s", count > 1 ? ", " : "", trace_task_name(t, (int)i));
    }
    if (count > NAMES_SHOWN)
        buffer_printf(&b, " and %zu more", count - NAMES_SHOWN);
    return buffer_take(&b);
}

/* ---- exclusive ---- */

static int by_arrival(const void *x, const void *y)
{
    const struct judge_line *a = *(const struct judge_line *const *)x;
    const struct judge_line *b = *(const struct judge_line *const *)y;
    return (a->at->arrived_step > b->at->arrived_step) -
           (a->at->arrived_step < b->at->arrived_step);
}

static void fail_exclusive(struct ruling *r, const struct judge_line *early,
                           const struct judge_line *late)
{
    const struct trace *t = r->run->trace;
    cleanup_free char *first = words_quote_line(early);
    cleanup_free char *second = words_quote_line(late);
    cleanup_free char *kinds = words_quote_events(r->j, r->check->events);
    ruling_mark(r, early);
    ruling_mark(r, late);
    ruling_fail(
        r, xasprintf("never two threads or processes printing lines %s at once", kinds),
        xasprintf("%s had come to print %s while %s was not done with printing %s, at %.3f s. "
                  "Nothing in the program kept the two apart: the line must be printed while "
                  "the lock is held",
                  trace_task_name(t, late->at->task), second, trace_task_name(t, early->at->task),
                  first, words_seconds(early->at->time_ns)));
}

/*
 * In the order of arrival it is enough to remember the span that ends last, and
 * the one that ends last among those of all other tasks.
 */
int rule_exclusive(struct ruling *r, struct error *err)
{
    cleanup_lines struct line_list lines = {0};
    if (ruling_lines(r, &lines, err) < 0)
        return -1;
    if (lines.count)
        qsort(lines.items, lines.count, sizeof *lines.items, by_arrival);
    const struct judge_line *last = NULL, *other = NULL;
    for (size_t i = 0; i < lines.count; i++) {
        const struct judge_line *line = lines.items[i];
        const struct judge_line *rival = last && last->at->task != line->at->task ? last : other;
        if (rival && rival->at->step >= line->at->arrived_step) {
            fail_exclusive(r, rival, line);
            return 0;
        }
        if (!last || line->at->step >= last->at->step) {
            if (last && last->at->task != line->at->task)
                other = last;
            last = line;
        } else if (line->at->task != last->at->task &&
                   (!other || line->at->step > other->at->step)) {
            other = line;
        }
    }
    return 0;
}

/* ---- actors ---- */

/* Whom a line is put down to: its thread, or where processes are asked for, its process. */
static int actor_of(const struct ruling *r, const struct judge_line *line)
{
    const struct trace *t = r->run->trace;
    return r->check->tasks == TASKS_PROCESSES ? t->tasks[line->at->task].process : line->at->task;
}

static char *actors_expected(struct ruling *r)
{
    cleanup_free char *kinds = words_quote_events(r->j, r->check->events);
    if (!r->operands->has_count) {
        static const char *const whom[] = {[TASKS_ANY] = "threads or processes",
                                           [TASKS_THREADS] = "threads",
                                           [TASKS_PROCESSES] = "child processes"};
        return xasprintf("lines %s to come from %s of their own, not from the one the program "
                         "begins with",
                         kinds, whom[r->check->tasks]);
    }
    cleanup_free char *tasks = words_tasks(r->check->tasks, r->operands->count);
    return xasprintf("lines %s to come from %s%s, none of them the one the program begins with",
                     kinds, r->operands->count == 1 ? "" : "as many as ", tasks);
}

/* The first two lines of one event by one actor: where there are too few, they show why. */
static bool find_twice(const struct ruling *r, const struct line_list *lines, size_t found[2])
{
    size_t types = r->j->spec->event_count, tasks = r->run->trace->task_count;
    cleanup_free size_t *first = xcalloc(types * tasks, sizeof *first);
    for (size_t i = 0; i < lines->count; i++) {
        const struct judge_line *line = lines->items[i];
        size_t *seen = &first[(size_t)line->type * tasks + (size_t)actor_of(r, line)];
        if (*seen) {
            found[0] = *seen - 1;
            found[1] = i;
            return true;
        }
        *seen = i + 1;
    }
    return false;
}

static void fail_actor_kind(struct ruling *r, const struct judge_line *line)
{
    static const char *const whom[] = {[TASKS_ANY] = "a thread or process of its own",
                                       [TASKS_THREADS] = "a thread of its own",
                                       [TASKS_PROCESSES] = "a child process"};
    cleanup_free char *quoted = words_quote_line(line);
    cleanup_free char *where = words_where(r->run, line);
    ruling_mark(r, line);
    ruling_fail(
        r, actors_expected(r),
        xasprintf("%s came %s, where %s was to do it", quoted, where, whom[r->check->tasks]));
}

static void fail_actor_count(struct ruling *r, const struct line_list *lines, const bool *actors,
                             int64_t count)
{
    cleanup_free char *names = list_tasks(r->run->trace, actors);
    size_t twice[2];
    if (count < r->operands->count && find_twice(r, lines, twice)) {
        const struct judge_line *a = lines->items[twice[0]], *b = lines->items[twice[1]];
        cleanup_free char *first = words_quote_line(a);
        cleanup_free char *second = words_quote_line(b);
        ruling_mark(r, a);
        ruling_mark(r, b);
        ruling_fail(r, actors_expected(r),
                    xasprintf("there %s only %lld (%s): %s printed both %s (at %.3f s) and %s (at "
                              "%.3f s)",
                              count == 1 ? "was" : "were", (long long)count, names,
                              trace_task_name(r->run->trace, actor_of(r, a)), first,
                              words_seconds(a->at->time_ns), second,
                              words_seconds(b->at->time_ns)));
        return;
    }
    ruling_fail(r, actors_expected(r),
                xasprintf("there %s %lld (%s)", count == 1 ? "was" : "were", (long long)count,
                          count ? names : "nobody"));
}

int rule_actors(struct ruling *r, struct error *err)
{
    const struct trace *t = r->run->trace;
    cleanup_lines struct line_list lines = {0};
    if (ruling_lines(r, &lines, err) < 0)
        return -1;
    cleanup_free bool *actors = xcalloc(t->task_count, sizeof *actors);
    int64_t count = 0;
    for (size_t i = 0; i < lines.count; i++) {
        int actor = actor_of(r, lines.items[i]);
        if (!judge_task_is(t, actor, r->check->tasks)) {
            fail_actor_kind(r, lines.items[i]);
            return 0;
        }
        count += !actors[actor];
        actors[actor] = true;
    }
    if (r->operands->has_count && count != r->operands->count)
        fail_actor_count(r, &lines, actors, count);
    return 0;
}

/* ---- started ---- */

/* A task that started others and printed nothing itself: it only organises the work. */
static bool is_organiser(const struct trace *t, int task)
{
    bool starts = false;
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        if (e->task == task && e->kind == TRACE_LINE)
            return false;
        starts |= e->task == task && e->kind == TRACE_BIRTH;
    }
    return starts;
}

/* Does this event end the time in which all must have been started? */
static bool is_barrier(const struct ruling *r, const struct trace_event *e,
                       const struct judge_line *before)
{
    if (before)
        return e == before->at;
    if (e->kind != TRACE_JOIN || strcmp(r->check->before, "join") != 0)
        return false;
    return e->other < 0 ? r->check->tasks != TASKS_THREADS
                        : judge_task_is(r->run->trace, e->other, r->check->tasks) &&
                              !is_organiser(r->run->trace, e->other);
}

struct started {
    int64_t before, in_all;
    const struct trace_event *barrier; /* NULL: there was none */
};

static struct started count_started(const struct ruling *r, const struct judge_line *before)
{
    const struct trace *t = r->run->trace;
    struct started s = {0};
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        if (!s.barrier && is_barrier(r, e, before))
            s.barrier = e;
        if (e->kind != TRACE_BIRTH || !judge_task_is(t, e->other, r->check->tasks))
            continue;
        s.in_all++;
        s.before += !s.barrier;
    }
    return s;
}

static char *say_barrier(const struct ruling *r, const struct trace_event *barrier)
{
    const struct trace *t = r->run->trace;
    if (barrier->kind == TRACE_LINE) {
        cleanup_free char *quoted = words_quote(barrier->text, barrier->size);
        return xasprintf("%s came", quoted);
    }
    const char *whom = barrier->other >= 0 ? trace_task_name(t, barrier->other) : "a child";
    return xasprintf("%s waited for the end of %s", trace_task_name(t, barrier->task), whom);
}

static void fail_started(struct ruling *r, const struct started *s, const char *until)
{
    cleanup_free char *tasks = words_tasks(r->check->tasks, r->operands->count);
    char *expected = xasprintf("%s started before %s", tasks, until);
    if (s->in_all < r->operands->count) {
        cleanup_free char *all =
            s->in_all ? words_tasks(r->check->tasks, s->in_all) : xstrdup("none");
        ruling_fail(r, expected,
                    xasprintf("%s%s %s started in the whole run", s->in_all ? "only " : "", all,
                              s->in_all < 2 ? "was" : "were"));
        return;
    }
    cleanup_free char *barrier = say_barrier(r, s->barrier);
    ruling_fail(r, expected,
                xasprintf("only %lld %s started when %s, at %.3f s. Start them all first, in one "
                          "loop, and wait for them in a second one",
                          (long long)s->before, s->before == 1 ? "was" : "were", barrier,
                          words_seconds(s->barrier->time_ns)));
}

int rule_started(struct ruling *r, struct error *err)
{
    const struct judge_line *before = NULL;
    cleanup_free char *until = NULL;
    if (strcmp(r->check->before, "join") == 0) {
        until = xstrdup("the first of them is waited for");
    } else {
        int type = judging_type(r->j, r->check->before, err);
        if (type < 0)
            return -1;
        cleanup_free char *kind = words_quote_event(r->j, type, NULL, NULL);
        until = xasprintf("the first line %s", kind);
        for (size_t i = 0; i < r->run->line_count && !before; i++)
            if (r->run->lines[i].type == type)
                before = &r->run->lines[i];
    }
    struct started s = count_started(r, before);
    if (s.before >= r->operands->count)
        return 0;
    if (before)
        ruling_mark(r, before);
    fail_started(r, &s, until);
    return 0;
}

/* ---- workers ---- */

struct wait {
    int task;
    int64_t start_ns, end_ns; /* virtual time */
    int64_t end_idle_ns;
};

struct waits {
    struct wait *items;
    size_t count, capacity;
};

static void waits_free(struct waits *w)
{
    free(w->items);
}

/* All waits but the initial task's; what one task waits without doing anything between is one. */
static void collect_waits(const struct trace *t, struct waits *out)
{
    cleanup_free size_t *open =
        xcalloc(t->task_count, sizeof *open); /* last wait + 1, if it may go on */
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        if (!judge_task_is(t, e->task, TASKS_ANY))
            continue;
        if (e->kind != TRACE_WAIT) {
            open[e->task] = 0;
            continue;
        }
        struct wait *last = open[e->task] ? &out->items[open[e->task] - 1] : NULL;
        if (last && e->start_idle_ns - last->end_idle_ns < ONE_WAIT_NS) {
            last->end_ns = e->time_ns;
            last->end_idle_ns = e->idle_ns;
            continue;
        }
        *GROW(out->items, out->count, out->capacity) =
            (struct wait){e->task, e->start_time_ns, e->time_ns, e->idle_ns};
        open[e->task] = out->count;
    }
}

static int by_start(const void *x, const void *y)
{
    const struct wait *a = x, *b = y;
    return (a->start_ns > b->start_ns) - (a->start_ns < b->start_ns);
}

static int by_time(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/*
 * How many wait at once, and since when; a wait that ends when another begins is
 * not at once with it. The waits stand in the order of their beginnings.
 */
static int64_t most_at_once(const struct waits *w, int64_t *since_ns)
{
    cleanup_free int64_t *ends = xcalloc(w->count, sizeof *ends);
    for (size_t i = 0; i < w->count; i++)
        ends[i] = w->items[i].end_ns;
    qsort(ends, w->count, sizeof *ends, by_time);
    int64_t most = 0;
    for (size_t i = 0, ended = 0; i < w->count; i++) {
        while (ended < w->count && ends[ended] <= w->items[i].start_ns)
            ended++;
        int64_t now = (int64_t)i + 1 - (int64_t)ended;
        if (now > most) {
            most = now;
            *since_ns = w->items[i].start_ns;
        }
    }
    return most;
}

/* Leaves only waits long enough to be work, in the order of their beginnings. */
static void keep_long(struct waits *w, int64_t least_ns)
{
    size_t kept = 0;
    least_ns = least_ns > 0 ? least_ns : 1;
    for (size_t i = 0; i < w->count; i++)
        if (w->items[i].end_ns - w->items[i].start_ns >= least_ns)
            w->items[kept++] = w->items[i];
    w->count = kept;
    if (kept)
        qsort(w->items, kept, sizeof *w->items, by_start);
}

static void fail_workers(struct ruling *r, const bool *workers, int64_t count)
{
    cleanup_free char *length = words_duration(r->operands->is_ns);
    cleanup_free char *tasks = words_tasks(r->check->tasks, r->operands->count);
    cleanup_free char *names = list_tasks(r->run->trace, workers);
    ruling_fail(r,
                xasprintf("%s, besides the one the program begins with, to do the work (each waits "
                          "at least %s)",
                          tasks, length),
                count ? xasprintf("%lld did: %s", (long long)count, names)
                      : xstrdup("none waited that long"));
}

int rule_workers(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    __attribute__((cleanup(waits_free))) struct waits waits = {0};
    collect_waits(t, &waits);
    keep_long(&waits, r->operands->is_ns - r->operands->tolerance_ns);
    cleanup_free bool *workers = xcalloc(t->task_count, sizeof *workers);
    int64_t count = 0, since = 0;
    for (size_t i = 0; i < waits.count; i++) {
        count += !workers[waits.items[i].task];
        workers[waits.items[i].task] = true;
    }
    int64_t most = most_at_once(&waits, &since);
    if (r->operands->has_count && count != r->operands->count)
        fail_workers(r, workers, count);
    else if (r->operands->has_at_most && (double)most > r->operands->at_most)
        ruling_fail(
            r, xasprintf("at most %g to work at once", r->operands->at_most),
            xasprintf("%lld did, after %.3f s of waiting", (long long)most, words_seconds(since)));
    return 0;
}
