/* One submission in the HTML report: the verdict, each check, the run, the source. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/escape.h"
#include "report/html.h"

#define TIMELINES_OF_CLASS 2 /* of a submission; a page of hundreds must stay one that opens */

static void put_field(struct buffer *out, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    buffer_printf(out, "<dt>%s</dt><dd>", label);
    html_prose(out, text);
    buffer_puts(out, "</dd>\n");
}

static void put_places(struct buffer *out, const char *id, const struct class_entry *e,
                       const struct check_result *c)
{
    if (c->location_count == 0)
        return;
    buffer_puts(out, "<dt>Where</dt><dd>");
    for (size_t i = 0; i < c->location_count; i++) {
        const struct location *l = &c->locations[i];
        bool linked = e->source && l->line > 0;
        buffer_puts(out, i ? ", " : "");
        if (linked)
            buffer_printf(out, "<a href=\"#%s-l%d\">", id, l->line);
        if (l->line > 0)
            buffer_printf(out, "line %d", l->line);
        else
            html_text(out, l->file);
        buffer_puts(out, linked ? "</a>" : "");
        if (l->function && *l->function) {
            buffer_puts(out, " in <code>");
            html_text(out, l->function);
            buffer_puts(out, "()</code>");
        }
    }
    buffer_puts(out, "</dd>\n");
}

static void put_cases(struct buffer *out, const struct check_result *c)
{
    size_t open_cases = c->failed_cases - c->failed_hidden_cases;
    if (!c->case_id)
        return;
    buffer_puts(out, "<dt>Seen in</dt><dd>");
    if (c->hidden) {
        buffer_puts(out, c->failed_hidden_cases > 1 ? "hidden cases" : "a hidden case");
    } else {
        buffer_puts(out, "case ");
        html_text(out, c->case_id);
        if (open_cases > 1)
            buffer_printf(out, ", %zu more", open_cases - 1);
        if (c->failed_hidden_cases)
            buffer_printf(out, ", %zu hidden", c->failed_hidden_cases);
    }
    buffer_puts(out, "</dd>\n");
}

/* The failed checks in the order in which they are shown. */
struct failures {
    const struct check_result **items; /* owned */
    size_t count;
};

static struct failures failures_of(const struct result *r)
{
    struct failures f = {xcalloc(r->check_count + 1, sizeof *f.items), 0};
    for (int causes = 1; causes >= 0; causes--) /* what cost no points of its own is a cause */
        for (size_t i = 0; i < r->check_count; i++)
            if (r->checks[i].status == CHECK_FAILED && (r->checks[i].max_points <= 0) == causes)
                f.items[f.count++] = &r->checks[i];
    return f;
}

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool same_case(const struct check_result *a, const struct check_result *b)
{
    return a->hidden == b->hidden && same_text(a->case_id, b->case_id);
}

static bool same_excerpt(const struct check_result *a, const struct check_result *b)
{
    return same_case(a, b) && same_text(a->excerpt, b->excerpt);
}

static bool same_story(const struct check_result *a, const struct check_result *b)
{
    return same_case(a, b) && a->story && b->story &&
           a->story->step_count == b->story->step_count &&
           a->story->column_count == b->story->column_count &&
           same_text(a->story->choices, b->story->choices);
}

/* The first that tells the same; `index` itself if none before it does. */
static size_t first_same(const struct failures *f, size_t index,
                         bool (*same)(const struct check_result *, const struct check_result *))
{
    size_t i = 0;
    while (i < index && !same(f->items[i], f->items[index]))
        i++;
    return i;
}

static void put_reference(struct buffer *out, const char *what, const char *id,
                          const struct failures *f, size_t index)
{
    buffer_printf(out, "<p class=\"again\">%s <a href=\"#%s-f%zu\">", what, id, index);
    html_text(out, f->items[index]->title);
    buffer_puts(out, "</a>.</p>\n");
}

static void put_evidence(struct buffer *out, const char *id, const struct class_entry *e,
                         const struct failures *f, size_t index)
{
    const struct check_result *c = f->items[index];
    size_t excerpt = first_same(f, index, same_excerpt), story = first_same(f, index, same_story);
    if (c->excerpt && *c->excerpt && excerpt == index) {
        buffer_puts(out, "<pre>");
        html_text(out, c->excerpt);
        buffer_puts(out, "</pre>\n");
    } else if (c->excerpt && *c->excerpt) {
        put_reference(out, "What was printed stands under", id, f, excerpt);
    }
    if (c->story && !c->hidden && story == index)
        html_story(out, id, &e->result, c);
    else if (c->story && !c->hidden)
        put_reference(out, "The order of steps in which it goes wrong is the one under", id, f,
                      story);
}

static void put_failed(struct buffer *out, const char *id, const struct class_entry *e,
                       const struct failures *f, size_t index)
{
    const struct check_result *c = f->items[index];
    buffer_printf(out, "<section class=\"failed\" id=\"%s-f%zu\">\n<header><h3>✗ ", id, index);
    html_text(out, c->title);
    buffer_puts(out, "</h3>");
    if (c->max_points > 0)
        buffer_printf(out, "<span class=\"points\">%s of %s</span>", html_points(c->points),
                      html_points(c->max_points));
    buffer_puts(out, "</header>\n<dl>\n");
    if (c->expected || c->seen) {
        put_field(out, "Expected", c->expected);
        put_field(out, "Happened", c->seen);
    } else {
        put_field(out, "Happened", c->message);
    }
    put_places(out, id, e, c);
    put_cases(out, c);
    put_field(out, "Hint", c->hint);
    buffer_puts(out, "</dl>\n");
    put_evidence(out, id, e, f, index);
    buffer_puts(out, "</section>\n");
}

static void put_all_failed(struct buffer *out, const char *id, const struct class_entry *e)
{
    struct failures f = failures_of(&e->result);
    for (size_t i = 0; i < f.count; i++)
        put_failed(out, id, e, &f, i);
    free(f.items);
}

static void put_others(struct buffer *out, const struct result *r)
{
    bool begun = false;
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        bool passed = c->status == CHECK_PASSED;
        if (c->status == CHECK_FAILED)
            continue;
        buffer_puts(out, begun ? "" : "<ul class=\"others\">\n");
        begun = true;
        buffer_printf(out, "<li><span class=\"%s\">%s</span> <span>", passed ? "yes" : "maybe",
                      passed ? "✓" : "–");
        html_text(out, c->title);
        buffer_puts(out, "</span> <span>");
        if (c->max_points > 0)
            buffer_printf(out, c->points < c->max_points ? "%s of %s" : "%s",
                          html_points(c->points), html_points(c->max_points));
        buffer_puts(out, "</span>");
        const char *reason = c->message ? c->message : c->points < c->max_points ? c->hint : NULL;
        if (reason && *reason) {
            buffer_puts(out, "<small>");
            html_prose(out, reason);
            buffer_puts(out, "</small>");
        }
        buffer_puts(out, "</li>\n");
    }
    buffer_puts(out, begun ? "</ul>\n" : "");
}

static bool failed_in(const struct result *r, const char *case_id)
{
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED && r->checks[i].case_id &&
            strcmp(r->checks[i].case_id, case_id) == 0)
            return true;
    return false;
}

/* The run to look at first: of a case in which something failed, else the first. */
static size_t telling_timeline(const struct result *r)
{
    for (size_t i = 0; i < r->timeline_count; i++)
        if (failed_in(r, r->timelines[i].case_id))
            return i;
    return 0;
}

static void put_timelines(struct buffer *out, const char *exercise, const struct result *r,
                          bool whole)
{
    size_t shown = 0, first = telling_timeline(r);
    for (size_t i = 0; i < r->timeline_count; i++) {
        const struct timeline *t = &r->timelines[i];
        if (!whole && (shown == TIMELINES_OF_CLASS || !failed_in(r, t->case_id)))
            continue;
        buffer_printf(out, "<details%s><summary>What happened when: case ",
                      i == first ? " open" : "");
        html_text(out, t->case_id);
        buffer_puts(out, "</summary>\n");
        html_timeline(out, exercise, t, whole);
        buffer_puts(out, "</details>\n");
        shown++;
    }
}

static void put_header(struct buffer *out, const char *exercise, const struct class_entry *e)
{
    const struct result *r = &e->result;
    buffer_puts(out, "<header><h2>");
    html_text(out, r->title ? r->title : exercise);
    buffer_puts(out, "</h2>");
    if (e->state == ENTRY_GRADED)
        buffer_printf(out, "<span class=\"chip %s\">%s · %s of %s points</span>",
                      r->accepted ? "good" : "bad", r->accepted ? "Accepted" : "Rejected",
                      html_points(r->score), html_points(r->max_score));
    else
        buffer_printf(out, "<span class=\"chip odd\">%s</span>",
                      e->state == ENTRY_ERROR ? "Could not be graded" : "Nothing handed in");
    buffer_puts(out, "</header>\n<p class=\"path\">");
    html_text(out, exercise);
    if (r->submission) {
        buffer_puts(out, " · <code>");
        html_text(out, r->submission);
        buffer_puts(out, "</code>");
    }
    buffer_puts(out, "</p>\n");
}

void html_entry(struct buffer *out, const char *id, const char *exercise,
                const struct class_entry *e, bool whole)
{
    const struct result *r = &e->result;
    buffer_printf(out, "<article class=\"card exercise\" id=\"%s\">\n", id);
    put_header(out, exercise, e);
    if (e->state == ENTRY_ERROR) {
        buffer_puts(out, "<p>That is the trouble of the machine or the grader, no fault of the "
                         "submission: ");
        html_text(out, r->error);
        buffer_puts(out, "</p>\n");
    }
    if (e->state == ENTRY_GRADED) {
        put_all_failed(out, id, e);
        put_others(out, r);
        if (r->hidden_case_count)
            buffer_printf(out, "<p>Besides the public cases there %s %zu hidden %s.</p>\n",
                          r->hidden_case_count == 1 ? "is" : "are", r->hidden_case_count,
                          r->hidden_case_count == 1 ? "one" : "ones");
        put_timelines(out, exercise, r, whole);
        html_source(out, id, e);
    }
    buffer_puts(out, "</article>\n");
}
