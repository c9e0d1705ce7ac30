/*
 * A failing schedule on a terminal. Time runs down, each task has a column, so
 * that the eye sees who acts between whose two steps. A step takes two rows or
 * more: the line of the source, and below it what that did.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

#define COLUMNS_MOST 4
#define TIME_WIDTH   13 /* two columns, the mark, the time, two columns */
#define GAP          2
#define STEPS_WHOLE  40 /* a story up to here is told whole */
#define STEPS_FIRST  6
#define STEPS_LAST   8
#define STEPS_AROUND 5 /* on both sides of where it went wrong */
#define STEPS_TURN   3 /* on both sides of where another task goes on */

struct layout {
    const struct story *story;
    const struct terminal_options *options;
    size_t columns, width; /* 1: names stand in the steps */
};

static void put_spaces(struct buffer *out, size_t count)
{
    while (count--)
        buffer_putc(out, ' ');
}

static struct layout lay_out(const struct story *s, const struct terminal_options *o)
{
    struct layout l = {.story = s, .options = o, .columns = s->column_count};
    size_t room = o->width > TIME_WIDTH + 20 ? o->width - TIME_WIDTH : 20;
    if (l.columns < 1 || l.columns > COLUMNS_MOST || room / l.columns < 16)
        l.columns = 1;
    l.width = room / l.columns - (l.columns > 1 ? GAP : 0);
    return l;
}

/* Puts one row of a cell at its place; `at` is the column's number. */
static void put_cell_row(struct buffer *out, const struct layout *l, size_t at, enum style style,
                         const char *row)
{
    put_spaces(out, at * (l->width + GAP));
    text_style(out, l->options->colour, style, row);
    buffer_putc(out, '\n');
}

/* Untrusted text in a cell, all rows after `first`, which already stands on the line. */
static void put_cell(struct buffer *out, const struct layout *l, size_t at, enum style style,
                     const char *text, bool *first)
{
    struct buffer wrapped = {0};
    text_wrap(&wrapped, text, 0, l->width);
    for (char *row = wrapped.data, *end; *row; row = end + 1) {
        end = strchr(row, '\n');
        *end = '\0';
        if (!*first)
            put_spaces(out, TIME_WIDTH);
        *first = false;
        put_cell_row(out, l, at, style, row);
    }
    buffer_free(&wrapped);
}

static void put_margin(struct buffer *out, const struct layout *l, const struct story_step *s)
{
    const char *mark = s->is_broken ? "✗" : s->is_switch ? "→" : " ";
    char time[40];
    snprintf(time, sizeof time, "%8.3f s", (double)s->time_ns / 1e9);
    text_style(out, l->options->colour, s->is_broken ? STYLE_RED : STYLE_YELLOW, mark);
    text_style(out, l->options->colour, STYLE_DIM, time);
    put_spaces(out, TIME_WIDTH - 11);
}

static void put_step(struct buffer *out, const struct layout *l, const struct story_step *s)
{
    size_t at = l->columns > 1 ? (size_t)s->column : 0;
    bool first = true;
    struct buffer line = {0}, what = {0};
    put_margin(out, l, s);
    if (l->columns == 1 && l->story->column_count > 1)
        put_cell(out, l, at, STYLE_CYAN, l->story->columns[s->column], &first);
    if (s->source && *s->source)
        buffer_printf(&line, s->line > 0 ? "%s%s%d: %s" : "%s%s%.0d%s", s->file ? s->file : "",
                      s->file ? ":" : "", s->line, s->source);
    else if (s->line > 0)
        buffer_printf(&line, "%s%sline %d", s->file ? s->file : "", s->file ? " " : "", s->line);
    if (line.length) { /* one row of it tells which line it is */
        struct buffer row = {0};
        text_line(&row, line.data, line.length, l->width);
        put_cell(out, l, at, STYLE_DIM, row.data, &first);
        buffer_free(&row);
    }
    buffer_puts(&what, s->what ? s->what : "goes on");
    if (s->repeats > 1)
        buffer_printf(&what, " (%u times)", s->repeats);
    put_cell(out, l, at, s->is_broken ? STYLE_RED : STYLE_PLAIN, what.data, &first);
    buffer_free(&line);
    buffer_free(&what);
}

static void put_names(struct buffer *out, const struct layout *l)
{
    if (l->columns < 2)
        return;
    put_spaces(out, TIME_WIDTH);
    for (size_t i = 0; i < l->columns; i++) {
        struct buffer name = {0}, padded = {0};
        const char *text = l->story->columns[i];
        text_line(&name, text, strlen(text), l->width);
        text_pad(&padded, name.data ? name.data : "",
                 i + 1 < l->columns ? l->width + GAP : text_width(name.data, name.length));
        text_style(out, l->options->colour, STYLE_CYAN, padded.data);
        buffer_free(&name);
        buffer_free(&padded);
    }
    buffer_putc(out, '\n');
}

/* Of a long story: its beginning, its end, and what stands around the break and the switches. */
static bool is_told(const struct story *s, size_t index)
{
    if (s->step_count <= STEPS_WHOLE || index < STEPS_FIRST || index + STEPS_LAST >= s->step_count)
        return true;
    size_t from = index > STEPS_AROUND ? index - STEPS_AROUND : 0;
    for (size_t i = from; i < s->step_count && i <= index + STEPS_AROUND; i++) {
        bool is_near = i <= index + STEPS_TURN && index < i + STEPS_TURN;
        if (s->steps[i].is_broken || (is_near && s->steps[i].is_switch))
            return true;
    }
    return false;
}

void story_text(struct buffer *out, const struct story *s, const struct terminal_options *o)
{
    struct layout l = lay_out(s, o);
    size_t silent = 0;
    put_names(out, &l);
    for (size_t i = 0; i <= s->step_count; i++) {
        if (i < s->step_count && !is_told(s, i)) {
            silent++;
            continue;
        }
        if (silent) {
            put_spaces(out, TIME_WIDTH);
            buffer_printf(out, "… %zu step%s left out …\n", silent, silent == 1 ? "" : "s");
        }
        silent = 0;
        if (i < s->step_count)
            put_step(out, &l, &s->steps[i]);
    }
    put_spaces(out, 2);
    text_style(out, o->colour, STYLE_DIM,
               "→ another one goes on from here   ✗ here it goes wrong\n");
}

void story_command(struct buffer *out, const struct result *r, const struct check_result *c)
{
    buffer_puts(out, "grader replay ");
    escape_argument(out, r->exercise);
    buffer_putc(out, ' ');
    escape_argument(out, r->submission);
    if (c->case_id) {
        buffer_puts(out, " --case ");
        escape_argument(out, c->case_id);
    }
    buffer_puts(out, " --schedule ");
    escape_argument(out, c->story->choices ? c->story->choices : "");
}
