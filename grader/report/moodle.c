/*
 * A grading worksheet for a Moodle assignment: the grade is a student's total.
 * Moodle finds the rows by `Participant N`; a student whose number is not
 * known is left out, for the import would refuse the row.
 */
#include <string.h>

#include "base/memory.h"
#include "report/escape.h"
#include "report/format.h"

static void put_field(struct buffer *out, const char *text)
{
    escape_csv(out, text, strlen(text));
}

/* What is to be mended, an exercise a line. */
static void put_feedback(struct buffer *out, const struct class_report *c, size_t student)
{
    struct buffer text = {0};
    for (size_t j = 0; j < c->exercise_count; j++) {
        const struct class_entry *e = class_entry(c, student, j);
        buffer_printf(&text, "%s%s: ", text.length ? "\n" : "", c->exercises[j]);
        if (e->state == ENTRY_MISSING)
            buffer_puts(&text, "nothing was handed in");
        else if (e->state == ENTRY_ERROR)
            buffer_puts(&text, "could not be graded yet");
        else
            buffer_printf(&text, "%.2f of %.2f", e->result.score, e->result.max_score);
        bool first = true;
        for (size_t i = 0; e->state == ENTRY_GRADED && i < e->result.check_count; i++) {
            const struct check_result *check = &e->result.checks[i];
            if (check->status != CHECK_FAILED)
                continue;
            buffer_puts(&text, first ? ". Failed: " : "; ");
            escape_terminal(&text, check->title, strlen(check->title), false);
            first = false;
        }
    }
    put_field(out, text.data ? text.data : "");
    buffer_free(&text);
}

/* Somebody whose work could not be graded gets no grade, which is not a zero. */
static bool has_grade(const struct class_report *c, size_t student)
{
    for (size_t j = 0; j < c->exercise_count; j++)
        if (class_entry(c, student, j)->state == ENTRY_ERROR)
            return false;
    return true;
}

void moodle_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o)
{
    (void)o;
    buffer_puts(out, "Identifier,\"Full name\",Grade,\"Maximum grade\",\"Last modified (grade)\","
                     "\"Feedback comments\"\r\n");
    for (size_t i = 0; i < c->student_count; i++) {
        const char *id = c->ids ? c->ids[i].moodle_id : NULL;
        if (!id)
            continue;
        char *identifier = xasprintf("Participant %s", id);
        put_field(out, identifier);
        free(identifier);
        buffer_putc(out, ',');
        put_field(out, class_student_name(c, i));
        if (has_grade(c, i))
            buffer_printf(out, ",%.2f", class_total(c, i));
        else
            buffer_putc(out, ',');
        buffer_printf(out, ",%.2f,-,", class_max_total(c));
        put_feedback(out, c, i);
        buffer_puts(out, "\r\n");
    }
}
