/*
 * A gradebook that Canvas imports: a column an exercise. Canvas finds the
 * student by ID and asks which assignment a new title is.
 */
#include <string.h>

#include "report/escape.h"
#include "report/format.h"

static void put_field(struct buffer *out, const char *text)
{
    if (text)
        escape_csv(out, text, strlen(text));
}

static void put_student(struct buffer *out, const struct class_report *c, size_t student)
{
    static const struct student_ids unknown = {0};
    const struct student_ids *ids = c->ids ? &c->ids[student] : &unknown;
    const char *fields[] = {class_student_name(c, student), ids->canvas_id, ids->sis_id,
                            ids->login ? ids->login : c->students[student], ids->section};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (i)
            buffer_putc(out, ',');
        put_field(out, fields[i]);
    }
    for (size_t j = 0; j < c->exercise_count; j++) {
        const struct class_entry *e = class_entry(c, student, j);
        buffer_putc(out, ',');
        if (e->state == ENTRY_GRADED)
            buffer_printf(out, "%.2f", e->result.score);
    }
    buffer_puts(out, "\r\n");
}

void canvas_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o)
{
    (void)o;
    buffer_puts(out, "Student,ID,SIS User ID,SIS Login ID,Section");
    for (size_t j = 0; j < c->exercise_count; j++) {
        buffer_putc(out, ',');
        put_field(out, c->exercises[j]);
    }
    buffer_puts(out, "\r\n    Points Possible,,,,");
    for (size_t j = 0; j < c->exercise_count; j++)
        buffer_printf(out, ",%.2f", c->max_scores[j]);
    buffer_puts(out, "\r\n");
    for (size_t i = 0; i < c->student_count; i++)
        put_student(out, c, i);
}
