/* Rules on the order of events: order, all … before_any, inside. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

/* How the missing partner of a line would look. */
static char *quote_partner(struct ruling *r, const struct judge_line *line, const char *event)
{
    cleanup_error struct error ignored = ERROR_INIT;
    int type = judging_type(r->j, event, &ignored);
    const char *same = r->check->capture;
    int capture = event_types_capture(r->j->types, line->type, same);
    size_t size;
    const char *value = judge_line_value(line, capture, &size);
    return words_quote_event(r->j, type, capture < 0 ? NULL : same, capture < 0 ? NULL : value);
}

static void fail_alone(struct ruling *r, const struct judge_line *line, bool is_first,
                       size_t problems)
{
    cleanup_free char *quoted = words_quote_line(line);
    cleanup_free char *partner = quote_partner(r, line, r->check->events[is_first ? 1 : 0]);
    cleanup_free char *where = words_where(r->run, line);
    cleanup_free char *more = words_more(problems - 1, "line is in the wrong order or alone too",
                                         "lines are in the wrong order or alone too");
    ruling_mark(r, line);
    ruling_fail(r, xasprintf("a line %s %s %s", partner, is_first ? "after" : "before", quoted),
                xasprintf("no line %s belongs to this one, which came %s%s", partner, where, more));
}

static void fail_swapped(struct ruling *r, const struct judge_line *a, const struct judge_line *b,
                         size_t problems)
{
    cleanup_free char *first = words_quote_line(a);
    cleanup_free char *second = words_quote_line(b);
    cleanup_free char *first_where = words_where(r->run, a);
    cleanup_free char *second_where = words_where(r->run, b);
    cleanup_free char *more =
        words_more(problems - 1, "pair is in the wrong order or incomplete too",
                   "pairs are in the wrong order or incomplete too");
    ruling_mark(r, b);
    ruling_mark(r, a);
    ruling_fail(r, xasprintf("%s before %s", first, second),
                xasprintf("it came after it: %s %s, and %s only %s%s", second, second_where, first,
                          first_where, more));
}

/*
 * Where a and b are the same event, the first a has nothing before it and the
 * last nothing after it: then only pairs are judged.
 */
int rule_order(struct ruling *r, struct error *err)
{
    cleanup_pairing struct pairing p = {0};
    int status = pairing_make(r, &p, err);
    if (status)
        return status < 0 ? -1 : 0;
    size_t problems = 0, swapped = NOWHERE, alone_a = NOWHERE, alone_b = NOWHERE;
    for (size_t i = 0; i < p.a.count; i++) {
        size_t b = p.partner_of_a[i];
        bool alone = b == NOWHERE && !p.same_type;
        bool wrong = b != NOWHERE && p.b.items[b]->index < p.a.items[i]->index;
        problems += alone || wrong;
        if (wrong && swapped == NOWHERE)
            swapped = i;
        if (alone && alone_a == NOWHERE)
            alone_a = i;
    }
    for (size_t i = 0; i < p.b.count && !p.same_type; i++) {
        if (p.partner_of_b[i] != NOWHERE)
            continue;
        problems++;
        if (alone_b == NOWHERE)
            alone_b = i;
    }
    if (swapped != NOWHERE)
        fail_swapped(r, p.a.items[swapped], p.b.items[p.partner_of_a[swapped]], problems);
    else if (alone_a != NOWHERE)
        fail_alone(r, p.a.items[alone_a], true, problems);
    else if (alone_b != NOWHERE)
        fail_alone(r, p.b.items[alone_b], false, problems);
    return 0;
}

int rule_all_before(struct ruling *r, struct error *err)
{
    int type_a = judging_type(r->j, r->check->events[0], err);
    int type_b = type_a < 0 ? -1 : judging_type(r->j, r->check->events[1], err);
    if (type_b < 0)
        return -1;
    cleanup_lines struct line_list a = {0}, b = {0};
    line_list_add_type(&a, r->run, type_a);
    line_list_add_type(&b, r->run, type_b);
    if (!a.count || !b.count || a.items[a.count - 1]->index < b.items[0]->index)
        return 0;
    const struct judge_line *late = a.items[a.count - 1], *early = b.items[0];
    cleanup_free char *kind_a = words_quote_event(r->j, type_a, NULL, NULL);
    cleanup_free char *kind_b = words_quote_event(r->j, type_b, NULL, NULL);
    cleanup_free char *late_text = words_quote_line(late);
    cleanup_free char *early_text = words_quote_line(early);
    cleanup_free char *late_where = words_where(r->run, late);
    cleanup_free char *early_where = words_where(r->run, early);
    bool waited = late->at->idle_ns > early->at->idle_ns;
    ruling_mark(r, early);
    ruling_mark(r, late);
    ruling_fail(
        r, xasprintf("every line %s before the first %s", kind_a, kind_b),
        xasprintf("%s came already %s, and %s only after it, %s%s", early_text, early_where,
                  late_text, late_where,
                  waited ? ". It looks as if one is done after the other, not all at once" : ""));
    return 0;
}

/* ---- inside: how many are between their a and their b ---- */

struct inside {
    int64_t now, most;
    const struct judge_line *most_at; /* the a that made it so */
};

/* Who is inside just after `line`: "`Ann enters`, `Ben enters`". */
static char *list_inside(const struct pairing *p, const struct judge_line *line)
{
    struct buffer text = {0};
    size_t count = 0;
    for (size_t i = 0; i < p->a.count && p->a.items[i]->index <= line->index; i++) {
        size_t b = p->partner_of_a[i];
        if (b != NOWHERE && p->b.items[b]->index < line->index)
            continue;
        if (++count > 5)
            continue;
        cleanup_free char *quoted = words_quote_line(p->a.items[i]);
        buffer_printf(&text, "%s%s", count > 1 ? ", " : "", quoted);
    }
    if (count > 5)
        buffer_printf(&text, " and %zu more", count - 5);
    return buffer_take(&text);
}

/* Goes through a and b in the order of the output. */
static struct inside inside_sweep(const struct pairing *p)
{
    struct inside s = {0};
    size_t i = 0, k = 0;
    while (i < p->a.count) {
        if (k < p->b.count && p->b.items[k]->index < p->a.items[i]->index) {
            size_t a = p->partner_of_b[k];
            if (a != NOWHERE && p->a.items[a]->index < p->b.items[k]->index)
                s.now--;
            k++;
            continue;
        }
        size_t b = p->partner_of_a[i];
        bool enters = b == NOWHERE || p->b.items[b]->index > p->a.items[i]->index;
        if (enters && ++s.now > s.most) {
            s.most = s.now;
            s.most_at = p->a.items[i];
        }
        i++;
    }
    return s;
}

static void fail_crowded(struct ruling *r, const struct pairing *p, const struct inside *s,
                         const char *between)
{
    cleanup_free char *who = list_inside(p, s->most_at);
    cleanup_free char *where = words_where(r->run, s->most_at);
    cleanup_free char *last = words_quote_line(s->most_at);
    ruling_mark(r, s->most_at);
    ruling_fail(r, xasprintf("at most %g at once between %s", r->operands->at_most, between),
                xasprintf("there were %lld at once when %s came, %s: %s", (long long)s->most, last,
                          where, who));
}

int rule_inside(struct ruling *r, struct error *err)
{
    cleanup_pairing struct pairing p = {0};
    int status = pairing_make(r, &p, err);
    if (status)
        return status < 0 ? -1 : 0;
    struct inside s = inside_sweep(&p);
    const struct operands *o = r->operands;
    cleanup_error struct error ignored = ERROR_INIT;
    int a = judging_type(r->j, r->check->events[0], &ignored);
    int b = judging_type(r->j, r->check->events[1], &ignored);
    cleanup_free char *kind_a = words_quote_event(r->j, a, NULL, NULL);
    cleanup_free char *kind_b = words_quote_event(r->j, b, NULL, NULL);
    cleanup_free char *between = xasprintf("a line %s and its line %s", kind_a, kind_b);
    if (o->has_at_most && (double)s.most > o->at_most) {
        fail_crowded(r, &p, &s, between);
    } else if (o->has_reaches && (double)s.most < o->reaches) {
        if (s.most_at)
            ruling_mark(r, s.most_at);
        ruling_fail(r,
                    xasprintf("at some time at least %g at once between %s", o->reaches, between),
                    s.most ? xasprintf("there were never more than %lld", (long long)s.most)
                           : xstrdup("there was never anybody"));
    }
    return 0;
}
