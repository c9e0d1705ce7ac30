/* A failing schedule as a table: time runs down, each task has a column. */
#include "report/html.h"

static void put_cell(struct buffer *out, const struct story_step *s)
{
    if (s->line > 0 || s->source) {
        buffer_puts(out, "<code>");
        if (s->line > 0)
            buffer_printf(out, "%d  ", s->line);
        html_text(out, s->source);
        buffer_puts(out, "</code>");
    }
    buffer_puts(out, "<span class=\"what\">");
    buffer_puts(out, s->is_broken ? "✗ " : "");
    html_prose(out, s->what);
    if (s->repeats > 1)
        buffer_printf(out, " (%u times)", s->repeats);
    buffer_puts(out, "</span>");
}

/* The time stands where it has gone on. `index` is below step_count. */
static void put_step(struct buffer *out, const struct story *story, size_t index)
{
    const struct story_step *s = &story->steps[index];
    bool same_time = index > 0 && story->steps[index - 1].time_ns == s->time_ns;
    buffer_puts(out, "<tr");
    if (s->is_switch || s->is_broken)
        buffer_printf(out, " class=\"%s\"",
                      s->is_switch && s->is_broken ? "switch broken"
                      : s->is_switch               ? "switch"
                                                   : "broken");
    if (s->line > 0 && !s->file)
        buffer_printf(out, " data-line=\"%d\"", s->line);
    buffer_printf(out, "><td class=\"n\">%s</td>", same_time ? "" : html_time(s->time_ns));
    for (size_t i = 0; i < story->column_count; i++) {
        bool acts = (int)i == s->column;
        buffer_puts(out, acts ? "<td data-who=\"" : "<td>");
        if (acts) { /* the name is shown where the columns do not fit beside one another */
            html_text(out, story->columns[i]);
            buffer_puts(out, "\">");
            put_cell(out, s);
        }
        buffer_puts(out, "</td>");
    }
    buffer_puts(out, "</tr>\n");
}

void html_story(struct buffer *out, const char *id, const struct result *r,
                const struct check_result *c)
{
    const struct story *s = c->story;
    if (s->broken && *s->broken) {
        buffer_puts(out, "<p><b>");
        html_prose(out, s->broken);
        buffer_puts(out, "</b></p>\n");
    }
    buffer_puts(out, "<p>An order of steps in which it goes wrong. A dashed line: from "
                     "here another one goes on.</p>\n<div class=\"scroll schedule\" tabindex=\"0\" "
                     "role=\"region\" aria-label=\"The failing schedule\">\n");
    buffer_printf(out,
                  "<table class=\"story\" data-source=\"%s-source\"><thead><tr><th "
                  "class=\"n\" scope=\"col\">Time</th>",
                  id);
    for (size_t i = 0; i < s->column_count; i++) {
        buffer_puts(out, "<th scope=\"col\">");
        html_text(out, s->columns[i]);
        buffer_puts(out, "</th>");
    }
    buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < s->step_count; i++)
        put_step(out, s, i);
    buffer_puts(out, "</tbody></table></div>\n");
    if (s->choices) {
        struct buffer command = {0};
        story_command(&command, r, c);
        buffer_puts(out, "<p>Run it again:</p><pre>");
        html_text(out, command.data);
        buffer_puts(out, "</pre>\n");
        buffer_free(&command);
    }
}
