/*
 * `grader report`: what has been graded, told in another format. It reads the
 * JSON that check and batch write.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/options.h"
#include "report/format.h"
#include "report/source_text.h"

#define USAGE "grader report RESULTS.json"

static const char help[] =
    "Usage: grader report [--format FORMAT] RESULTS.json\n"
    "\n"
    "Tells what has been graded in another format, on standard output. RESULTS.json is what\n"
    "`grader batch` wrote, or the object of one submission from `grader check --format json`.\n"
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

static int report_class(const struct options *o, const json_t *object,
                        const struct terminal_options *terminal, struct buffer *out,
                        struct error *err)
{
    struct class_report c;
    const struct format *format;
    if (options_format(o, true, &format, err) != 0)
        return -1;
    if (class_from_json(object, &c) != 0)
        return error_set(err, ERROR_USAGE, "%s holds no results of ours", o->operands[0]);
    find_sources(&c);
    format->all(out, &c, terminal);
    class_free(&c);
    return 0;
}

static int report(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, 1, USAGE, err) != 0)
        return -1;
    json_t *object = read_object(o.operands[0], err);
    if (!object)
        return -1;
    cleanup_buffer struct buffer text = {0};
    struct terminal_options terminal = {0};
    terminal_options_detect(&terminal, stdout);
    bool of_class = json_object_get(object, "results") != NULL;
    int status = of_class ? report_class(&o, object, &terminal, &text, err)
                          : report_one(&o, object, &terminal, &text, err);
    json_decref(object);
    if (status == 0)
        fwrite(text.data ? text.data : "", 1, text.length, stdout);
    return status;
}

const struct command report_command = {
    "report", "what has been graded, in another format: html, csv, sarif, …", help, report};
