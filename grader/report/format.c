#include "report/format.h"

#include <string.h>

#include "base/memory.h"

void terminal_one(struct buffer *out, const struct class_entry *e, const struct terminal_options *o)
{
    terminal_report(out, &e->result, o);
}

static void terminal_class(struct buffer *out, const struct class_report *c,
                           const struct terminal_options *o)
{
    class_table(out, c, o->colour);
}

static void json_one(struct buffer *out, const struct class_entry *e,
                     const struct terminal_options *o)
{
    (void)o;
    json_t *object = result_to_json(&e->result);
    json_write(out, object, true);
    json_decref(object);
}

static void json_class(struct buffer *out, const struct class_report *c,
                       const struct terminal_options *o)
{
    (void)o;
    class_json(out, c);
}

static void csv_class(struct buffer *out, const struct class_report *c,
                      const struct terminal_options *o)
{
    (void)o;
    class_csv(out, c);
}

static void junit_class(struct buffer *out, const struct class_report *c,
                        const struct terminal_options *o)
{
    (void)o;
    class_junit(out, c);
}

const struct format formats[] = {
    {"terminal", "to be read here", terminal_one, terminal_class},
    {"json", "the whole result, for programs", json_one, json_class},
    {"junit", "JUnit XML, as GitLab and Jenkins read it", NULL, junit_class},
    {"markdown", "a summary for $GITHUB_STEP_SUMMARY", NULL, markdown_class},
    {"github", "annotations in a log of GitHub Actions", NULL, github_class},
    {"sarif", "SARIF 2.1.0, for code scanning", NULL, sarif_class},
    {"html", "one page that needs nothing else", NULL, html_class},
    {"gradescope", "results.json of Gradescope", gradescope_one, NULL},
    {"prairielearn", "results.json of PrairieLearn", prairielearn_one, NULL},
    {"autolab", "the last lines of an Autolab autograder", autolab_one, NULL},
    {"vpl", "grade and comments for Moodle VPL", vpl_one, NULL},
    {"csv", "a table for a spreadsheet", NULL, csv_class},
    {"moodle", "a grading worksheet that Moodle imports", NULL, moodle_class},
    {"canvas", "a gradebook that Canvas imports", NULL, canvas_class},
};

const size_t format_count = sizeof formats / sizeof formats[0];

/* These need to know who the students are. */
static bool wants_class(const struct format *f)
{
    return strcmp(f->name, "csv") == 0 || strcmp(f->name, "moodle") == 0 ||
           strcmp(f->name, "canvas") == 0;
}

const struct format *format_find(const char *name)
{
    if (strcmp(name, "text") == 0) /* its name before there were others */
        name = "terminal";
    for (size_t i = 0; i < format_count; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

bool format_tells(const struct format *f, bool of_class)
{
    return of_class ? f->all != NULL : !wants_class(f);
}

char *format_names(bool of_class)
{
    struct buffer names = {0};
    for (size_t i = 0; i < format_count; i++)
        if (format_tells(&formats[i], of_class))
            buffer_printf(&names, "%s%s", names.length ? ", " : "", formats[i].name);
    return buffer_take(&names);
}

void format_print_one(struct buffer *out, const struct format *f, struct class_entry *e,
                      const struct terminal_options *o)
{
    if (f->one) {
        f->one(out, e, o);
        return;
    }
    char *students[] = {(char[]){""}}, *exercises[] = {e->result.exercise};
    struct class_report c = {.students = students,
                             .student_count = 1,
                             .exercises = exercises,
                             .max_scores = &e->result.max_score,
                             .exercise_count = 1,
                             .entries = e};
    f->all(out, &c, o);
}
