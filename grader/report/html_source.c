/* The student's source with what is said of its lines. */
#include <string.h>

#include "report/html.h"

/* The title of a failed check that names the line; NULL if there is none. */
static const char *failure_at(const struct result *r, int line)
{
    for (size_t i = 0; i < r->check_count; i++)
        for (size_t k = 0; k < r->checks[i].location_count; k++)
            if (r->checks[i].status == CHECK_FAILED && r->checks[i].locations[k].line == line)
                return r->checks[i].title;
    return NULL;
}

static const struct diagnostic *diagnostic_at(const struct result *r, int line)
{
    for (size_t i = 0; i < r->diagnostic_count; i++)
        if (r->diagnostics[i].line == line)
            return &r->diagnostics[i];
    return NULL;
}

static void put_line(struct buffer *out, const char *id, const struct result *r, int line,
                     const char *text, size_t size)
{
    const char *failure = failure_at(r, line);
    const struct diagnostic *d = diagnostic_at(r, line);
    if (failure)
        buffer_printf(out, "<li class=\"m\" id=\"%s-l%d\">", id, line);
    else
        buffer_puts(out, d ? d->is_error ? "<li class=\"m\">" : "<li class=\"w\">" : "<li>");
    html_code(out, text, size);
    if (failure) {
        buffer_puts(out, "<span>✗ ");
        html_text(out, failure);
        buffer_puts(out, "</span>");
    }
    if (d) {
        buffer_puts(out, d->is_error ? "<span>error: " : "<span>warning: ");
        html_text(out, d->message);
        buffer_puts(out, "</span>");
    }
    buffer_puts(out, "</li>\n");
}

void html_source(struct buffer *out, const char *id, const struct class_entry *e)
{
    if (!e->source || e->source_size == 0)
        return;
    buffer_printf(out,
                  "<details%s><summary>The source</summary>\n<ol class=\"source\" "
                  "id=\"%s-source\" tabindex=\"0\" aria-label=\"Source\">\n",
                  e->result.accepted ? "" : " open", id);
    int line = 1;
    for (const char *p = e->source, *end = p + e->source_size; p < end; line++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t length = (size_t)((newline ? newline : end) - p);
        put_line(out, id, &e->result, line, p, length);
        p += length + 1;
    }
    buffer_puts(out, "</ol></details>\n");
}
