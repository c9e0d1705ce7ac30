/*
 * Rules on time: gap, total, cpu.
 *
 * While one task sleeps, the clock advances with the processor time of the
 * others, and jumps over the rest. So a wait of 2 s takes 2 s of virtual time,
 * but a little less of idle time, the less the more tasks there are and the
 * busier the machine is. A wait is right if its virtual time is not too short,
 * its idle time not too long, and the difference no more than starting and
 * ending so many tasks takes. More than that is busy-waiting, and is told so.
 *
 * Where all that was asked for was idle time, nothing was waited for with the
 * processor. Then the difference may be what so many tasks take that wake each
 * other in a herd (pthread_cond_broadcast()), which is longer on a busy machine.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

#define BUSY_NS (SECOND_NS / 10) /* less processor time than this is nothing to speak of */

#define TASK_NS (SECOND_NS / 100) /* processor time that a task may take to start and end */
#define HERD_NS (SECOND_NS / 20)  /* and to be woken many times in vain */

static int64_t busy_allowed(const struct ruling *r, int64_t idle_ns)
{
    const struct operands *o = r->operands;
    bool slept_it_all = idle_ns >= o->is_ns - o->tolerance_ns;
    int64_t each = slept_it_all ? HERD_NS : TASK_NS;
    return o->tolerance_ns + (int64_t)r->run->trace->task_count * each;
}

static bool is_near(const struct ruling *r, int64_t idle_ns, int64_t whole_ns)
{
    const struct operands *o = r->operands;
    /* A wait in real time gets longer on a busy machine, and never shorter. */
    int64_t late_ns = r->run->trace->real_late_ns;
    return whole_ns >= o->is_ns - o->tolerance_ns &&
           idle_ns <= o->is_ns + o->tolerance_ns + late_ns &&
           (o->is_ns <= 0 || whole_ns - idle_ns <= busy_allowed(r, idle_ns));
}

/* ". In between …" when too little was waited because the processor was kept busy; else "". */
static char *say_busy(const struct ruling *r, int64_t idle_ns, int64_t whole_ns)
{
    int64_t busy = whole_ns - idle_ns;
    if (busy < BUSY_NS || idle_ns >= r->operands->is_ns || 2 * busy < r->operands->is_ns - idle_ns)
        return xstrdup("");
    cleanup_free char *time = words_duration(busy);
    return xasprintf(
        ". The program kept the processor busy for %s instead of sleeping: a loop that "
        "runs until the time has come is busy-waiting, not waiting; sleep(), "
        "nanosleep() or a timed wait leaves the processor to others",
        time);
}

/* ". That is 3 times …" when things that should be done at once were done in turn; else "". */
static char *say_multiple(int64_t seen_ns, const struct operands *o)
{
    if (o->is_ns <= 0)
        return xstrdup("");
    int64_t times = (seen_ns + o->is_ns / 2) / o->is_ns;
    int64_t away = llabs(seen_ns - times * o->is_ns);
    if (times < 2 || away > o->tolerance_ns)
        return xstrdup("");
    return xasprintf(". That is %lld times as long: it looks as if things are done one after the "
                     "other, not at once",
                     (long long)times);
}

/* ". Some wait …" when the clock could not follow; else "". */
static const char *say_real_time(const struct trace *t)
{
    return t->real_ns ? ". Some wait was made in a way that the grader's clock cannot follow: "
                        "sleep(), nanosleep() and timed waits are safe"
                      : "";
}

static void fail_gap(struct ruling *r, const struct judge_line *a, const struct judge_line *b,
                     size_t problems)
{
    int64_t idle = b->at->idle_ns - a->at->idle_ns, whole = b->at->time_ns - a->at->time_ns;
    cleanup_free char *first = words_quote_line(a);
    cleanup_free char *second = words_quote_line(b);
    cleanup_free char *span = words_span(r->operands->is_ns, r->operands->tolerance_ns);
    cleanup_free char *where = words_where(r->run, b);
    cleanup_free char *busy = say_busy(r, idle, whole);
    cleanup_free char *more = words_more(problems - 1, "pair is not that far apart either",
                                         "pairs are not that far apart either");
    bool before = b->index < a->index;
    cleanup_free char *distance = xasprintf("%.3f s %s", words_seconds(before ? -idle : idle),
                                            before  ? "before"
                                            : *busy ? "of waiting after"
                                                    : "after");
    ruling_mark(r, a);
    ruling_mark(r, b);
    ruling_fail(r, xasprintf("%s %s after %s", second, span, first),
                xasprintf("it came %s it, %s%s%s%s", distance, where, busy,
                          say_real_time(r->run->trace), more));
}

static void fail_unpaired(struct ruling *r, const struct judge_line *line, bool is_first)
{
    cleanup_free char *quoted = words_quote_line(line);
    cleanup_free char *where = words_where(r->run, line);
    cleanup_free char *span = words_span(r->operands->is_ns, r->operands->tolerance_ns);
    cleanup_error struct error ignored = ERROR_INIT;
    int type = judging_type(r->j, r->check->events[is_first ? 1 : 0], &ignored);
    int capture = event_types_capture(r->j->types, line->type, r->check->capture);
    size_t size;
    const char *value = judge_line_value(line, capture, &size);
    cleanup_free char *partner = words_quote_event(
        r->j, type, capture < 0 ? NULL : r->check->capture, capture < 0 ? NULL : value);
    ruling_mark(r, line);
    ruling_fail(
        r, xasprintf("a line %s %s %s %s", partner, span, is_first ? "after" : "before", quoted),
        xasprintf("no line %s belongs to this one, which came %s", partner, where));
}

/* With `where` not every line needs a partner, but where there are two events there is some pair.
 */
static bool gap_unpaired(struct ruling *r, const struct pairing *p)
{
    if (p->same_type || (r->check->where && p->pair_count))
        return false;
    for (size_t i = 0; i < p->a.count; i++) {
        if (p->partner_of_a[i] == NOWHERE) {
            fail_unpaired(r, p->a.items[i], true);
            return true;
        }
    }
    for (size_t i = 0; i < p->b.count; i++) {
        if (p->partner_of_b[i] == NOWHERE) {
            fail_unpaired(r, p->b.items[i], false);
            return true;
        }
    }
    return false;
}

int rule_gap(struct ruling *r, struct error *err)
{
    cleanup_pairing struct pairing p = {0};
    int status = pairing_make(r, &p, err);
    if (status)
        return status < 0 ? -1 : 0;
    size_t problems = 0, first = NOWHERE;
    for (size_t i = 0; i < p.a.count; i++) {
        size_t b = p.partner_of_a[i];
        if (b == NOWHERE)
            continue;
        const struct trace_event *from = p.a.items[i]->at, *to = p.b.items[b]->at;
        if (p.b.items[b]->index > p.a.items[i]->index &&
            is_near(r, to->idle_ns - from->idle_ns, to->time_ns - from->time_ns))
            continue;
        if (!problems++)
            first = i;
    }
    if (problems)
        fail_gap(r, p.a.items[first], p.b.items[p.partner_of_a[first]], problems);
    else
        gap_unpaired(r, &p);
    return 0;
}

int rule_total(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    if (is_near(r, t->idle_ns, t->total_ns))
        return 0;
    cleanup_free char *span = words_span(r->operands->is_ns, r->operands->tolerance_ns);
    cleanup_free char *busy = say_busy(r, t->idle_ns, t->total_ns);
    cleanup_free char *multiple = say_multiple(t->idle_ns, r->operands);
    ruling_fail(r, xasprintf("the whole run to wait %s", span),
                xasprintf("it waited %.3f s and ended at %.3f s%s%s%s", words_seconds(t->idle_ns),
                          words_seconds(t->total_ns), busy, multiple, say_real_time(t)));
    return 0;
}

int rule_cpu(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    if (t->cpu_ns <= r->operands->is_ns)
        return 0;
    cleanup_free char *limit = words_duration(r->operands->is_ns);
    ruling_fail(r, xasprintf("at most %s of processor time", limit),
                xasprintf("the program used %.3f s. Look for a loop that runs while it should wait "
                          "(busy-waiting)",
                          words_seconds(t->cpu_ns)));
    return 0;
}
