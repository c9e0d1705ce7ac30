/*
 * `grader report`: what has been graded, told in another format. It reads the
 * JSON that check and batch write, or a gradebook.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/options.h"
#include "gradebook/gradebook.h"
#include "report/format.h"
#include "report/source_text.h"

#define USAGE "grader report RESULTS.json...|GRADEBOOK"

static const char help[] =
    "Usage: grader report [--format FORMAT] RESULTS.json...|GRADEBOOK\n"
    "\n"
    "Tells what has been graded in another format, on standard output. RESULTS.json is what\n"
    "`grader batch` wrote, or the object of one submission from `grader check --format json`.\n"
    "Several such objects, each of another exercise, are told together, as one student's.\n"
    "Of a gradebook, what each student handed in last counts, with its newest result.\n"
    "\n"
    "  --format FORMAT      of a class: terminal, json, junit, markdown, github, sarif, html, "
    "csv,\n"
    "                       moodle, canvas; of one submission: see grader check --help\n"
    "\n"
    "Exit status: 0 done, 2 the call is wrong or the file is none of ours, 3 the machine failed.\n";

static const int allowed[] = {OPTION_FORMAT, 0};

static json_t *read_object(const char *path, struct error *err)
{
    json_error_t where;
    json_t *object = json_load_file(path, 0, &where);
    if (!object)
        error_set(err, ERROR_USAGE, "cannot read %s: %s", path, where.text);
    return object;
}

/* Submissions are looked for where they were: the report shows their lines if they are there. */
static void find_sources(struct class_report *c)
{
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++) {
        struct class_entry *e = &c->entries[i];
        if (e->state == ENTRY_GRADED)
            e->source = source_text_read(e->result.submission, &e->source_size);
    }
}

static int report_one(const struct options *o, const json_t *object,
                      const struct terminal_options *terminal, struct buffer *out,
                      struct error *err)
{
    struct class_entry e = {0};
    const struct format *format;
    if (options_format(o, false, &format, err) != 0)
        return -1;
    if (result_from_json(object, &e.result) != 0)
        return error_set(err, ERROR_USAGE, "%s holds no result of ours", o->operands[0]);
    e.state = e.result.state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED;
    e.source = source_text_read(e.result.submission, &e.source_size);
    struct terminal_options own = *terminal;
    own.source_path = e.result.submission;
    format_print_one(out, format, &e, &own);
    free(e.source);
    result_free(&e.result);
    return 0;
}

static int print_class(const struct options *o, struct class_report *c,
                       const struct terminal_options *terminal, struct buffer *out,
                       struct error *err)
{
    const struct format *format;
    if (options_format(o, true, &format, err) != 0)
        return -1;
    find_sources(c);
    format->all(out, c, terminal);
    return 0;
}

static int report_class(const struct options *o, const json_t *object,
                        const struct terminal_options *terminal, struct buffer *out,
                        struct error *err)
{
    struct class_report c;
    if (class_from_json(object, &c) != 0)
        return error_set(err, ERROR_USAGE, "%s holds no results of ours", o->operands[0]);
    int status = print_class(o, &c, terminal, out, err);
    class_free(&c);
    return status;
}

/* ---- several submissions, as one student's ---- */

static int add_submission(struct class_report *c, const char *path, struct error *err)
{
    struct result r;
    json_t *object = read_object(path, err);
    if (!object)
        return -1;
    int status = result_from_json(object, &r);
    json_decref(object);
    if (status != 0)
        return error_set(err, ERROR_USAGE, "%s holds no result of one submission", path);
    for (size_t i = 0; i < c->exercise_count && status == 0; i++)
        if (strcmp(c->exercises[i], r.exercise) == 0)
            status = error_set(err, ERROR_USAGE, "%s is a second result for %s", path, r.exercise);
    if (status != 0) {
        result_free(&r);
        return -1;
    }
    struct class_entry *e = &c->entries[c->exercise_count];
    e->state = r.state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED;
    e->result = r;
    c->max_scores[c->exercise_count] = r.max_score;
    *GROW(c->exercises, c->exercise_count, c->exercise_capacity) = xstrdup(r.exercise);
    return 0;
}

/* In the terminal there is room for each of them. */
static void print_each(struct class_report *c, const struct terminal_options *terminal,
                       struct buffer *out)
{
    for (size_t i = 0; i < c->exercise_count; i++) {
        struct terminal_options own = *terminal;
        own.source_path = c->entries[i].result.submission;
        terminal_one(out, &c->entries[i], &own);
    }
}

static int print_several(const struct options *o, struct class_report *c,
                         const struct terminal_options *terminal, struct buffer *out,
                         struct error *err)
{
    const struct format *format;
    if (options_format(o, false, &format, err) != 0)
        return -1;
    if (!format->all)
        return error_set(err, ERROR_USAGE, "the format %s tells of one submission only",
                         format->name);
    find_sources(c);
    if (format->one == terminal_one)
        print_each(c, terminal, out);
    else
        format->all(out, c, terminal);
    return 0;
}

static int report_several(const struct options *o, const struct terminal_options *terminal,
                          struct buffer *out, struct error *err)
{
    struct class_report c = {0};
    int status = 0;
    *GROW(c.students, c.student_count, c.student_capacity) = xstrdup("");
    c.entries = xcalloc((size_t)o->operand_count, sizeof *c.entries);
    c.max_scores = xcalloc((size_t)o->operand_count, sizeof *c.max_scores);
    for (int i = 0; i < o->operand_count && status == 0; i++)
        status = add_submission(&c, o->operands[i], err);
    if (status == 0)
        status = print_several(o, &c, terminal, out, err);
    class_free(&c);
    return status;
}

/* ---- from a gradebook ---- */

/* What a gradebook tells, row by row, before it is known how many students and exercises there are.
 */
struct rows {
    struct row {
        size_t student, exercise;
        struct result result;
    } * items; /* owned */
    size_t count, capacity;
    struct class_report *class;
};

static size_t place_of(char ***names, size_t *count, size_t *capacity, const char *name)
{
    for (size_t i = *count; i-- > 0;)
        if (strcmp((*names)[i], name) == 0)
            return i;
    *GROW(*names, *count, *capacity) = xstrdup(name);
    return *count - 1;
}

static void on_row(void *context, const char *student, const char *exercise, struct result *r)
{
    struct rows *rows = context;
    struct class_report *c = rows->class;
    struct row *row = GROW(rows->items, rows->count, rows->capacity);
    row->student = place_of(&c->students, &c->student_count, &c->student_capacity, student);
    row->exercise = place_of(&c->exercises, &c->exercise_count, &c->exercise_capacity, exercise);
    row->result = *r;
}

static void enter_rows(struct rows *rows)
{
    struct class_report *c = rows->class;
    c->max_scores = xcalloc(c->exercise_count + 1, sizeof *c->max_scores);
    c->entries = xcalloc(c->student_count * c->exercise_count + 1, sizeof *c->entries);
    for (size_t i = 0; i < rows->count; i++) {
        struct row *row = &rows->items[i];
        struct class_entry *e = class_entry(c, row->student, row->exercise);
        e->state = ENTRY_GRADED;
        e->result = row->result;
        if (c->max_scores[row->exercise] < row->result.max_score)
            c->max_scores[row->exercise] = row->result.max_score;
    }
    free(rows->items);
}

static int report_gradebook(const struct options *o, const struct terminal_options *terminal,
                            struct buffer *out, struct error *err)
{
    struct class_report c = {0};
    struct rows rows = {.class = &c};
    struct gradebook *book = gradebook_open(o->operands[0], err);
    if (!book)
        return -1;
    int status = gradebook_each(book, on_row, &rows, err);
    gradebook_close(book);
    enter_rows(&rows);
    if (status == 0)
        status = print_class(o, &c, terminal, out, err);
    class_free(&c);
    return status;
}

/* The first bytes of every SQLite file (its format's description, 1.3). */
static bool is_gradebook(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char start[sizeof magic] = "";
    cleanup_fclose FILE *f = fopen(path, "re");
    return f && fread(start, 1, sizeof start, f) == sizeof start &&
           memcmp(start, magic, sizeof magic) == 0;
}

/* ---- the command ---- */

static int report_json(const struct options *o, const struct terminal_options *terminal,
                       struct buffer *out, struct error *err)
{
    json_t *object = read_object(o->operands[0], err);
    if (!object)
        return -1;
    bool of_class = json_object_get(object, "results") != NULL;
    int status = of_class ? report_class(o, object, terminal, out, err)
                          : report_one(o, object, terminal, out, err);
    json_decref(object);
    return status;
}

static int report(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, -1, USAGE, err) != 0)
        return -1;
    cleanup_buffer struct buffer text = {0};
    struct terminal_options terminal = {0};
    terminal_options_detect(&terminal, stdout);
    int status = o.operand_count > 1           ? report_several(&o, &terminal, &text, err)
                 : is_gradebook(o.operands[0]) ? report_gradebook(&o, &terminal, &text, err)
                                               : report_json(&o, &terminal, &text, err);
    if (status == 0)
        fwrite(text.data ? text.data : "", 1, text.length, stdout);
    return status;
}

const struct command report_command = {
    "report", "what has been graded, in another format: html, csv, sarif, …", help, report};
