/*
 * JUnit XML of a class: a suite for each submission, a test case for each
 * check. A submission that is missing is a skipped case, one that could not be
 * graded an error: neither looks like a failure of the student.
 */
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

static void put_text(struct buffer *out, const char *text)
{
    if (text)
        escape_xml(out, text, strlen(text));
}

static void put_attribute(struct buffer *out, const char *name, const char *text)
{
    buffer_printf(out, " %s=\"", name);
    put_text(out, text);
    buffer_putc(out, '"');
}

static void put_counts(struct buffer *out, const struct class_counts *n)
{
    buffer_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
                  n->tests, n->failures, n->errors, n->skipped);
}

void class_count(struct class_counts *n, const struct class_entry *e)
{
    if (e->state != ENTRY_GRADED) {
        n->tests++;
        n->errors += e->state == ENTRY_ERROR;
        n->skipped += e->state == ENTRY_MISSING;
        return;
    }
    n->tests += e->result.check_count;
    for (size_t i = 0; i < e->result.check_count; i++) {
        n->failures += e->result.checks[i].status == CHECK_FAILED;
        n->skipped += e->result.checks[i].status == CHECK_SKIPPED;
    }
}

/* GitLab drops test cases of the same name: the id, which is unique, comes first. */
static void put_case_start(struct buffer *out, const char *suite, const char *id, const char *title,
                           const char *file)
{
    struct buffer name = {0};
    buffer_printf(&name, title ? "%s: %s" : "%s%s", id, title ? title : "");
    buffer_puts(out, "    <testcase");
    put_attribute(out, "classname", suite);
    put_attribute(out, "name", name.data);
    if (file)
        put_attribute(out, "file", file);
    buffer_puts(out, " time=\"0\">");
    buffer_free(&name);
}

static void put_failure_body(struct buffer *out, const struct check_result *c)
{
    const struct {
        const char *label, *text;
    } parts[] = {{"", c->message}, {"Hint: ", c->hint}, {"\n", c->excerpt}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].text && *parts[i].text) {
            buffer_puts(out, parts[i].label);
            put_text(out, parts[i].text);
            buffer_putc(out, '\n');
        }
    for (size_t i = 0; i < c->location_count; i++)
        if (c->locations[i].file) {
            put_text(out, c->locations[i].file);
            buffer_printf(out, ":%d\n", c->locations[i].line);
        }
}

static void put_check(struct buffer *out, const char *suite, const struct result *r,
                      const struct check_result *c)
{
    put_case_start(out, suite, c->id, c->title, r->submission);
    if (c->status == CHECK_FAILED) {
        buffer_puts(out, "<failure");
        put_attribute(out, "type", check_kind_name(c->kind));
        put_attribute(out, "message", c->title);
        buffer_putc(out, '>');
        put_failure_body(out, c);
        buffer_puts(out, "</failure>");
    } else if (c->status == CHECK_SKIPPED) {
        buffer_puts(out, "<skipped");
        put_attribute(out, "message", c->message ? c->message : "");
        buffer_puts(out, "/>");
    }
    buffer_puts(out, "</testcase>\n");
}

static void put_suite(struct buffer *out, const char *student, const char *exercise,
                      const struct class_entry *e)
{
    struct buffer suite = {0};
    struct class_counts n = {0};
    buffer_printf(&suite, "%s%s%s", student, *student ? "/" : "", exercise);
    class_count(&n, e);
    buffer_puts(out, "  <testsuite");
    put_attribute(out, "name", suite.data);
    put_counts(out, &n);
    if (e->state == ENTRY_MISSING) {
        put_case_start(out, suite.data, "submission", NULL, NULL);
        buffer_puts(out, "<skipped message=\"nothing was handed in\"/></testcase>\n");
    } else if (e->state == ENTRY_ERROR) {
        put_case_start(out, suite.data, "submission", NULL, e->result.submission);
        buffer_puts(out, "<error type=\"grader\"");
        put_attribute(out, "message", e->result.error);
        buffer_puts(out, "/></testcase>\n");
    }
    for (size_t i = 0; e->state == ENTRY_GRADED && i < e->result.check_count; i++)
        put_check(out, suite.data, &e->result, &e->result.checks[i]);
    buffer_puts(out, "  </testsuite>\n");
    buffer_free(&suite);
}

void class_junit_start(struct buffer *out, const struct class_counts *n)
{
    buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"grader\"");
    put_counts(out, n);
}

void class_junit_entry(struct buffer *out, const struct class_report *c, size_t student,
                       size_t exercise, const struct class_entry *e)
{
    put_suite(out, c->students[student], c->exercises[exercise], e);
}

void class_junit_end(struct buffer *out)
{
    buffer_puts(out, "</testsuites>\n");
}

void class_junit(struct buffer *out, const struct class_report *c)
{
    struct class_counts n = {0};
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++)
        class_count(&n, &c->entries[i]);
    class_junit_start(out, &n);
    for (size_t i = 0; i < c->student_count; i++)
        for (size_t j = 0; j < c->exercise_count; j++)
            class_junit_entry(out, c, i, j, class_entry(c, i, j));
    class_junit_end(out);
}
