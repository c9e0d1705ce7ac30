/*
 * Moodle VPL reads standard output: a block of comments between <|-- and --|>,
 * and the last `Grade :=>>N`. In a block `-` begins a heading and `>` a line as it is.
 */
#include <string.h>

#include "base/cleanup.h"
#include "report/escape.h"
#include "report/format.h"

/* No line of a stranger may be a tag of VPL's, wherever in the line it looks for them. */
static void put_untagged(struct buffer *out, const char *text)
{
    static const char *const tags[] = {":=>>", "<|--", "--|>"};
    for (const char *p = text; *p;) {
        bool tag = false;
        for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
            tag |= strncmp(p, tags[i], 4) == 0;
        buffer_putc(out, *p++);
        if (tag)
            buffer_putc(out, ' ');
    }
}

/* Each line of escaped `text` behind `prefix`. */
static void put_lines(struct buffer *out, const char *prefix, const char *text)
{
    struct buffer clean = {0};
    escape_terminal(&clean, text, strlen(text), true);
    for (char *line = clean.data, *end; line && *line; line = end) {
        end = line + strcspn(line, "\n");
        bool last = !*end;
        *end = '\0';
        buffer_puts(out, prefix);
        put_untagged(out, line);
        buffer_putc(out, '\n');
        end += !last;
    }
    buffer_free(&clean);
}

static void put_check(struct buffer *out, const struct check_result *c)
{
    struct buffer title = {0}, text = {0};
    escape_terminal(&title, c->title, strlen(c->title), false);
    buffer_printf(&title, " (%.2f of %.2f)", c->points, c->max_points);
    put_lines(out, "-", title.data);
    check_plain_text(&text, c);
    put_lines(out, ">", text.data ? text.data : "");
    buffer_free(&title);
    buffer_free(&text);
}

void vpl_one(struct buffer *out, const struct class_entry *e, const struct terminal_options *o)
{
    (void)o;
    const struct result *r = &e->result;
    buffer_puts(out, "<|--\n");
    if (r->state == RESULT_ERROR) {
        put_lines(out, "-", "This could not be graded; that is no fault of the program");
        put_lines(out, ">", r->error);
    }
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status != CHECK_PASSED)
            put_check(out, &r->checks[i]);
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_PASSED)
            put_check(out, &r->checks[i]);
    buffer_puts(out, "--|>\n");
    if (r->state != RESULT_ERROR)
        buffer_printf(out, "Grade :=>>%.2f\n", r->score);
}
