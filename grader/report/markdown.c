/*
 * Markdown for $GITHUB_STEP_SUMMARY. Text of strangers: every ASCII mark of
 * punctuation is escaped, which Markdown allows for all of them, so none is left to
 * begin a link, a table, HTML or a mention; excerpts stand in fences longer than
 * any row of backticks in them.
 */
#include <ctype.h>
#include <string.h>

#include "report/escape.h"
#include "report/format.h"

#define STORY_WIDTH 120 /* columns; a page scrolls, where a terminal would not */

void escape_markdown(struct buffer *out, const char *text, size_t size)
{
    struct buffer clean = {0};
    escape_terminal(&clean, text, size, true);
    for (size_t i = 0; i < clean.length; i++) {
        char c = clean.data[i];
        if (c == '@' || c == '<' || c == '>' || c == '&' || c == '|')
            buffer_printf(out, "&#%d;", c); /* a table's cell ends at \\| in some readers */
        else if (c == '\n')
            buffer_puts(out, " ");
        else if (ispunct((unsigned char)c))
            buffer_printf(out, "\\%c", c);
        else
            buffer_putc(out, c);
    }
    buffer_free(&clean);
}

static void put(struct buffer *out, const char *text)
{
    escape_markdown(out, text, strlen(text));
}

static void put_fenced(struct buffer *out, const char *text)
{
    struct buffer clean = {0};
    size_t most = 2, row = 0;
    escape_terminal(&clean, text, strlen(text), true);
    for (size_t i = 0; i < clean.length; i++) {
        row = clean.data[i] == '`' ? row + 1 : 0;
        most = row > most ? row : most;
    }
    buffer_putc(out, '\n');
    for (int twice = 0; twice < 2; twice++) {
        for (size_t i = 0; i <= most; i++)
            buffer_putc(out, '`');
        buffer_puts(out, twice ? "\n" : "text\n");
        if (!twice) {
            buffer_add(out, clean.data ? clean.data : "", clean.length);
            buffer_putc(out, '\n');
        }
    }
    buffer_free(&clean);
}

static void put_row(struct buffer *out, const struct check_result *c)
{
    static const char *const marks[] = {
        [CHECK_PASSED] = "✅", [CHECK_FAILED] = "❌", [CHECK_SKIPPED] = "➖"};
    buffer_printf(out, "| %s | ", marks[c->status]);
    put(out, c->title);
    buffer_printf(out, " | %s | %.2f / %.2f |\n", check_kind_name(c->kind), c->points,
                  c->max_points);
}

static void put_locations(struct buffer *out, const struct check_result *c)
{
    bool first = true;
    for (size_t i = 0; i < c->location_count; i++) {
        if (!c->locations[i].file || c->locations[i].line <= 0)
            continue;
        buffer_puts(out, first ? "\n**Where:** " : ", ");
        put(out, c->locations[i].file);
        buffer_printf(out, " line %d", c->locations[i].line);
        first = false;
    }
    if (!first)
        buffer_putc(out, '\n');
}

static void put_failure(struct buffer *out, const struct result *r, const struct check_result *c)
{
    buffer_puts(out, "\n#### ");
    put(out, c->title);
    buffer_puts(out, "\n\n");
    put(out, c->message ? c->message : "");
    buffer_putc(out, '\n');
    put_locations(out, c);
    if (c->excerpt && *c->excerpt)
        put_fenced(out, c->excerpt);
    if (c->story && !c->hidden) {
        struct buffer text = {0};
        struct terminal_options plain = {.width = STORY_WIDTH};
        story_text(&text, c->story, &plain);
        buffer_puts(&text, "\nRun it again:  ");
        story_command(&text, r, c);
        put_fenced(out, text.data);
        buffer_free(&text);
    }
    if (c->hint && *c->hint) {
        buffer_puts(out, "\n**Hint:** ");
        put(out, c->hint);
        buffer_putc(out, '\n');
    }
}

static void put_entry(struct buffer *out, const char *student, const char *exercise,
                      const struct class_entry *e)
{
    const struct result *r = &e->result;
    buffer_puts(out, "\n### ");
    put(out, student);
    buffer_puts(out, *student ? " — " : "");
    put(out, exercise);
    if (e->state == ENTRY_GRADED)
        buffer_printf(out, ": %s, %.2f of %.2f points\n", r->accepted ? "accepted" : "rejected",
                      r->score, r->max_score);
    if (e->state == ENTRY_MISSING)
        buffer_puts(out, ": nothing was handed in\n");
    if (e->state == ENTRY_ERROR) {
        buffer_puts(out, ": could not be graded\n\nThat is no fault of the submission: ");
        put(out, r->error ? r->error : "unknown");
        buffer_putc(out, '\n');
    }
    if (e->state != ENTRY_GRADED)
        return;
    buffer_puts(out, "\n| | Check | Kind | Points |\n|---|---|---|---:|\n");
    for (size_t i = 0; i < r->check_count; i++)
        put_row(out, &r->checks[i]);
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED)
            put_failure(out, r, &r->checks[i]);
    if (r->hidden_case_count)
        buffer_printf(out, "\nBesides the public cases there %s %zu hidden %s.\n",
                      r->hidden_case_count == 1 ? "is" : "are", r->hidden_case_count,
                      r->hidden_case_count == 1 ? "one" : "ones");
}

static void put_table(struct buffer *out, const struct class_report *c)
{
    buffer_puts(out, "\n| Student |");
    for (size_t j = 0; j < c->exercise_count; j++) {
        buffer_putc(out, ' ');
        put(out, c->exercises[j]);
        buffer_puts(out, " |");
    }
    buffer_puts(out, " Total |\n|---|");
    for (size_t j = 0; j <= c->exercise_count; j++)
        buffer_puts(out, "---:|");
    for (size_t i = 0; i < c->student_count; i++) {
        buffer_puts(out, "\n| ");
        put(out, class_student_name(c, i));
        for (size_t j = 0; j < c->exercise_count; j++) {
            const struct class_entry *e = class_entry(c, i, j);
            if (e->state == ENTRY_GRADED)
                buffer_printf(out, " | %.2f", e->result.score);
            else
                buffer_puts(out, e->state == ENTRY_ERROR ? " | error" : " | missing");
        }
        buffer_printf(out, " | %.2f |", class_total(c, i));
    }
    buffer_printf(out, "\n\n%zu students, out of %.2f points.\n", c->student_count,
                  class_max_total(c));
}

/* A class is a table: details of hundreds would be over what a summary may hold. */
void markdown_class(struct buffer *out, const struct class_report *c,
                    const struct terminal_options *o)
{
    (void)o;
    buffer_puts(out, "## grader\n");
    if (c->student_count > 1)
        put_table(out, c);
    else if (c->student_count == 1)
        for (size_t j = 0; j < c->exercise_count; j++)
            put_entry(out, class_student_name(c, 0), c->exercises[j], class_entry(c, 0, j));
}
