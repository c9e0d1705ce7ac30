/* The table of a class for a spreadsheet: one row a student (docs/formats.md). */
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

static void put_text(struct buffer *out, const char *text)
{
    escape_csv(out, text, strlen(text));
}

static void put_entry(struct buffer *out, const struct class_entry *e)
{
    if (e->state == ENTRY_GRADED)
        buffer_printf(out, "%.2f", e->result.score);
    else
        buffer_puts(out, e->state == ENTRY_ERROR ? "error" : "missing");
}

void class_csv(struct buffer *out, const struct class_report *c)
{
    buffer_puts(out, "student");
    for (size_t j = 0; j < c->exercise_count; j++) {
        buffer_putc(out, ',');
        put_text(out, c->exercises[j]);
    }
    buffer_puts(out, ",total,maximum\r\n");
    for (size_t i = 0; i < c->student_count; i++) {
        put_text(out, c->students[i]);
        for (size_t j = 0; j < c->exercise_count; j++) {
            buffer_putc(out, ',');
            put_entry(out, class_entry(c, i, j));
        }
        buffer_printf(out, ",%.2f,%.2f\r\n", class_total(c, i), class_max_total(c));
    }
}
