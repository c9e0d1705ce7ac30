/* Rules on what was printed: each, lines, unexpected. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

/* One distinct string that is asked for, and how often it came. */
struct tally {
    const char *text;
    size_t size, place; /* place: where it first stands in the list */
    int64_t want, seen;
    const struct judge_line *first, *last;
};

struct tallies {
    struct tally *items; /* sorted by text */
    size_t count;
    const struct judge_line *stranger; /* the first line that nobody asked for */
    size_t stranger_count;
};

static int compare_bytes(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

static int compare_tallies(const void *x, const void *y)
{
    const struct tally *a = x, *b = y;
    int order = compare_bytes(a->text, a->size, b->text, b->size);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static void tallies_make(struct tallies *t, char *const *list, size_t count, int64_t times)
{
    *t = (struct tallies){.items = xcalloc(count, sizeof *t->items)};
    for (size_t i = 0; i < count; i++)
        t->items[i] = (struct tally){.text = list[i], .size = strlen(list[i]), .place = i};
    qsort(t->items, count, sizeof *t->items, compare_tallies);
    for (size_t i = 0; i < count; i++) {
        struct tally *last = t->count ? &t->items[t->count - 1] : NULL;
        const struct tally *item = &t->items[i];
        if (!last || compare_bytes(last->text, last->size, item->text, item->size) != 0) {
            last = &t->items[t->count++];
            *last = *item;
        }
        last->want += times;
    }
}

static void tallies_free(struct tallies *t)
{
    free(t->items);
}

static struct tally *tallies_find(const struct tallies *t, const char *text, size_t size)
{
    for (size_t low = 0, high = t->count; low < high;) {
        size_t middle = (low + high) / 2;
        struct tally *item = &t->items[middle];
        int order = compare_bytes(text, size, item->text, item->size);
        if (order == 0)
            return item;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void tallies_count(struct tallies *t, const struct judge_line *line, const char *text,
                          size_t size)
{
    struct tally *item = tallies_find(t, text, size);
    if (!item || !item->want) {
        if (!t->stranger_count++)
            t->stranger = line;
        return;
    }
    item->seen++;
    item->last = line;
    if (!item->first)
        item->first = line;
}

/* The first in the list's order that came too seldom, else too often; NULL: all are right. */
static const struct tally *tallies_problem(const struct tallies *t)
{
    const struct tally *found = NULL;
    for (size_t i = 0; i < t->count; i++) {
        const struct tally *item = &t->items[i];
        if (item->seen == item->want)
            continue;
        bool missing = item->seen < item->want, found_missing = found && found->seen < found->want;
        if (!found || (missing && !found_missing) ||
            (missing == found_missing && item->place < found->place))
            found = item;
    }
    return found;
}

static size_t tallies_problem_count(const struct tallies *t)
{
    size_t count = t->stranger_count;
    for (size_t i = 0; i < t->count; i++)
        count += t->items[i].seen != t->items[i].want;
    return count;
}

/* `wanted` never came: is there a line that was meant to be it? */
static char *say_missing(struct ruling *r, const char *wanted)
{
    const struct judge_line *near = near_find(r->run, wanted);
    if (!near)
        return xstrdup("no such line was printed");
    cleanup_free char *quoted = words_quote_line(near);
    cleanup_free char *where = words_where(r->run, near);
    size_t size = strlen(wanted);
    const char *how = near->at->size == size && memcmp(near->at->text, wanted, size) == 0
                          ? "in the newline missing at its end"
                          : near_how(near->at->text, near->at->size, wanted, size);
    ruling_mark(r, near);
    return xasprintf("no such line was printed. What comes near is %s, %s: it differs %s", quoted,
                     where, how);
}

static char *say_count(struct ruling *r, const struct tally *t, const char *wanted)
{
    if (!t->seen)
        return say_missing(r, wanted);
    cleanup_free char *times = words_times(t->seen);
    cleanup_free char *first = words_where(r->run, t->first);
    cleanup_free char *last = words_where(r->run, t->last);
    ruling_mark(r, t->first);
    ruling_mark(r, t->last);
    if (t->seen == 1)
        return xasprintf("it was printed only once, %s", first);
    return xasprintf("it was printed %s: first %s, last %s", times, first, last);
}

/* Takes `seen` and adds how many more there are. */
static char *add_more(char *seen, size_t problems)
{
    cleanup_free char *old = seen;
    cleanup_free char *more = words_more(
        problems - 1, "line of this check is missing, or came too often, or is not asked for",
        "lines of this check are missing, or came too often, or are not asked for");
    return xasprintf("%s%s", old, more);
}

static void fail_stranger(struct ruling *r, char *expected, const struct judge_line *line,
                          size_t problems)
{
    cleanup_free char *quoted = words_quote_line(line);
    cleanup_free char *where = words_where(r->run, line);
    ruling_mark(r, line);
    ruling_fail(r, expected, add_more(xasprintf("%s came %s", quoted, where), problems));
}

/* "Ann, Ben, Cai, …" in quotes; for the message about a value nobody asked for. */
static char *list_values(char *const *list, size_t count)
{
    struct buffer b = {0};
    for (size_t i = 0; i < count && i < 4; i++) {
        cleanup_free char *quoted = words_quote(list[i], strlen(list[i]));
        buffer_printf(&b, "%s%s", i ? ", " : "", quoted);
    }
    if (count > 4)
        buffer_printf(&b, " and %zu more", count - 4);
    return buffer_take(&b);
}

static char *each_stranger_expected(struct ruling *r, int type)
{
    const struct operands *o = r->operands;
    cleanup_free char *kind = words_quote_event(r->j, type, NULL, NULL);
    if (!o->list_count || o->count == 0)
        return xasprintf("no line %s", kind);
    cleanup_free char *values = list_values(o->list, o->list_count);
    return xasprintf("lines %s only for %s", kind, values);
}

/* The line that an event with this value is, for near_find(). */
static char *line_of_value(struct ruling *r, int type, const char *value)
{
    bool complete;
    const char *pattern = r->j->spec->events[type].pattern;
    char *text = render_pattern(pattern, r->check->capture, value, &complete);
    return text ? text : xstrdup("");
}

static void each_judge(struct ruling *r, int type, const struct tallies *t, size_t problems)
{
    const struct tally *bad = tallies_problem(t);
    if (!bad) {
        fail_stranger(r, each_stranger_expected(r, type), t->stranger, problems);
        return;
    }
    cleanup_free char *quoted = words_quote_event(r->j, type, r->check->capture, bad->text);
    cleanup_free char *times = words_times(bad->want);
    cleanup_free char *wanted = line_of_value(r, type, bad->text);
    char *seen = say_count(r, bad, wanted);
    ruling_fail(r, xasprintf("the line %s %s", quoted, times), add_more(seen, problems));
}

/* Fills the tallies of one event of an `each` rule. */
static int each_count(struct ruling *r, int type, struct tallies *t, struct error *err)
{
    int capture = event_types_capture(r->j->types, type, r->check->capture);
    if (capture < 0)
        return error_set(err, ERROR_USAGE, "check %s: event %s has no capture named %s",
                         r->check->id, r->j->spec->events[type].name,
                         r->check->capture ? r->check->capture : "(none)");
    tallies_make(t, r->operands->list, r->operands->list_count, r->operands->count);
    for (size_t i = 0; i < r->run->line_count; i++) {
        const struct judge_line *line = &r->run->lines[i];
        if (line->type != type)
            continue;
        size_t size;
        const char *value = judge_line_value(line, capture, &size);
        tallies_count(t, line, value, size);
    }
    return 0;
}

int rule_each(struct ruling *r, struct error *err)
{
    size_t problems = 0;
    int first_type = -1;
    struct tallies first = {0};
    for (size_t i = 0; r->check->events[i]; i++) {
        struct tallies t;
        int type = judging_type(r->j, r->check->events[i], err);
        if (type < 0 || each_count(r, type, &t, err) < 0) {
            tallies_free(&first);
            return -1;
        }
        size_t wrong = tallies_problem_count(&t);
        problems += wrong;
        /* A missing line tells more than a line too many. */
        if (wrong && (first_type < 0 || (!tallies_problem(&first) && tallies_problem(&t)))) {
            tallies_free(&first);
            first = t;
            first_type = type;
        } else {
            tallies_free(&t);
        }
    }
    if (first_type >= 0)
        each_judge(r, first_type, &first, problems);
    tallies_free(&first);
    return 0;
}

/* All lines are there, but in another order: shows the first that is out of place. */
static void judge_order_of_lines(struct ruling *r, const struct line_list *lines)
{
    char *const *list = r->operands->list;
    for (size_t i = 0; i < lines->count; i++) {
        const struct judge_line *line = lines->items[i];
        if (strlen(list[i]) == line->at->size &&
            memcmp(list[i], line->at->text, line->at->size) == 0)
            continue;
        cleanup_free char *wanted = words_quote(list[i], strlen(list[i]));
        cleanup_free char *before = i ? words_quote_line(lines->items[i - 1]) : NULL;
        cleanup_free char *quoted = words_quote_line(line);
        cleanup_free char *where = words_where(r->run, line);
        ruling_mark(r, line);
        ruling_fail(r,
                    before ? xasprintf("the line %s next after %s", wanted, before)
                           : xasprintf("the line %s first", wanted),
                    xasprintf("%s came there, %s. The lines are all right, but not their order",
                              quoted, where));
        return;
    }
}

int rule_lines(struct ruling *r, struct error *err)
{
    cleanup_lines struct line_list lines = {0};
    if (ruling_lines(r, &lines, err) < 0)
        return -1;
    __attribute__((cleanup(tallies_free))) struct tallies t;
    tallies_make(&t, r->operands->list, r->operands->list_count, 1);
    for (size_t i = 0; i < lines.count; i++)
        tallies_count(&t, lines.items[i], lines.items[i]->at->text, lines.items[i]->at->size);
    size_t problems = tallies_problem_count(&t);
    const struct tally *bad = tallies_problem(&t);
    if (!problems && r->check->ordered) {
        judge_order_of_lines(r, &lines);
    } else if (bad && !bad->seen && t.stranger_count == 1 && problems == 2) {
        /* One line came in place of another: one fault, not two. */
        cleanup_free char *wanted = words_quote(bad->text, bad->size);
        cleanup_free char *quoted = words_quote_line(t.stranger);
        cleanup_free char *where = words_where(r->run, t.stranger);
        ruling_mark(r, t.stranger);
        ruling_fail(r, xasprintf("the line %s", wanted),
                    xasprintf("%s came in its place, %s", quoted, where));
    } else if (bad) {
        cleanup_free char *quoted = words_quote(bad->text, bad->size);
        cleanup_free char *times = words_times(bad->want);
        char *seen = say_count(r, bad, bad->text);
        ruling_fail(r, xasprintf("the line %s %s", quoted, times), add_more(seen, problems));
    } else if (problems) {
        cleanup_free char *kinds = words_quote_events(r->j, r->check->events);
        fail_stranger(r, xasprintf("no other line %s than those asked for", kinds), t.stranger,
                      problems);
    }
    return 0;
}

int rule_unexpected(struct ruling *r, struct error *err)
{
    (void)err;
    const struct judge_line *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < r->run->line_count; i++) {
        const struct judge_line *line = &r->run->lines[i];
        if (line->type >= 0)
            continue;
        ruling_mark(r, line);
        if (!count++)
            first = line;
    }
    if (!first)
        return 0;
    cleanup_free char *quoted = words_quote_line(first);
    cleanup_free char *where = words_where(r->run, first);
    judging_make_expected_lines(r->j);
    cleanup_free char *near = near_explain(r->j, first);
    cleanup_free char *more =
        words_more(count - 1, "line is not asked for either", "lines are not asked for either");
    ruling_fail(
        r, xstrdup("only lines that the exercise asks for"),
        xasprintf("%s came %s%s%s%s", quoted, where, near ? ". " : "", near ? near : "", more));
    return 0;
}
