/*
 * Annotations in a log of GitHub Actions. A line that begins with `::` is a
 * command there: what strangers wrote is encoded in ours, and the report that
 * follows stands between stop-commands and a token that nobody can guess.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "report/escape.h"
#include "report/format.h"

#define SHOWN_MOST 10 /* of each level in a step; GitHub shows no more */

/* Values end at `,` and `:`; messages at the line's end. */
static void put_encoded(struct buffer *out, const char *text, bool is_value)
{
    struct buffer clean = {0};
    escape_terminal(&clean, text, strlen(text), true);
    for (size_t i = 0; i < clean.length; i++) {
        unsigned char c = (unsigned char)clean.data[i];
        if (c == '%' || (c < 0x20) || c == 0x7f || (is_value && (c == ',' || c == ':')))
            buffer_printf(out, "%%%02X", c);
        else
            buffer_putc(out, (char)c);
    }
    buffer_free(&clean);
}

static void put_value(struct buffer *out, const char *name, const char *text, bool first)
{
    buffer_printf(out, "%s%s=", first ? " " : ",", name);
    put_encoded(out, text, true);
}

static void put_annotation(struct buffer *out, const char *level, const char *file, int line,
                           const char *title, const char *message)
{
    buffer_printf(out, "::%s", level);
    put_value(out, "file", file, true);
    if (line > 0)
        buffer_printf(out, ",line=%d,endLine=%d", line, line);
    put_value(out, "title", title, false);
    buffer_puts(out, "::");
    put_encoded(out, message, false);
    buffer_putc(out, '\n');
}

static void put_check(struct buffer *out, const struct result *r, const struct check_result *c)
{
    struct buffer text = {0};
    buffer_puts(&text, c->message ? c->message : c->title);
    if (c->hint && *c->hint)
        buffer_printf(&text, "\nHint: %s", c->hint);
    int line = 0;
    for (size_t i = 0; i < c->location_count && line <= 0; i++)
        line = c->locations[i].line;
    put_annotation(out, "error", r->submission, line, c->title, text.data);
    buffer_free(&text);
}

/* Commands work again after the token; 128 random bits cannot be told beforehand. */
static void put_stopped(struct buffer *out, const struct buffer *text)
{
    unsigned char bytes[16];
    char token[2 * sizeof bytes + 1];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return; /* the annotations tell it all */
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    buffer_printf(out, "::stop-commands::%s\n", token);
    buffer_add(out, text->data ? text->data : "", text->length);
    buffer_printf(out, "::%s::\n", token);
}

static void put_entry(struct buffer *out, const struct class_entry *e, size_t *errors,
                      size_t *warnings)
{
    const struct result *r = &e->result;
    if (e->state == ENTRY_MISSING)
        return;
    if (r->state == RESULT_ERROR && (*errors)++ < SHOWN_MOST)
        put_annotation(out, "error", r->submission, 0, "This could not be graded",
                       r->error ? r->error : "unknown");
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED && (*errors)++ < SHOWN_MOST)
            put_check(out, r, &r->checks[i]);
    for (size_t i = 0; i < r->diagnostic_count; i++) {
        const struct diagnostic *d = &r->diagnostics[i];
        if (!d->is_error && (*warnings)++ < SHOWN_MOST)
            put_annotation(out, "warning", r->submission, d->line, "The compiler warns",
                           d->message ? d->message : "");
    }
}

/* Of one student: each submission. */
static void put_reports(struct buffer *out, const struct class_report *c,
                        const struct terminal_options *o)
{
    for (size_t i = 0; i < c->exercise_count; i++) {
        struct terminal_options own = *o;
        own.source_path = c->entries[i].result.submission;
        if (c->entries[i].state != ENTRY_MISSING)
            terminal_report(out, &c->entries[i].result, &own);
    }
}

void github_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o)
{
    struct buffer text = {0};
    size_t errors = 0, warnings = 0;
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++)
        put_entry(out, &c->entries[i], &errors, &warnings);
    if (errors > SHOWN_MOST)
        buffer_printf(out, "::notice title=grader::%zu more failed checks are in the log below\n",
                      errors - SHOWN_MOST);
    if (c->student_count == 1)
        put_reports(&text, c, o);
    else
        class_table(&text, c, o->colour);
    put_stopped(out, &text);
    buffer_free(&text);
}
