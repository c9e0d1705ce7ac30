/* JSON of a result and back; docs/formats.md describes the object. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "report/escape.h"
#include "report/report.h"

#define SCHEMA 1

static const char *const status_names[] = {
    [CHECK_PASSED] = "passed", [CHECK_FAILED] = "failed", [CHECK_SKIPPED] = "skipped"};

/* Untrusted bytes as a JSON string; NULL becomes null. */
static json_t *json_text(const char *text)
{
    if (!text)
        return json_null();
    struct buffer clean = {0};
    escape_utf8(&clean, text, strlen(text));
    json_t *value = json_stringn(clean.data ? clean.data : "", clean.length);
    buffer_free(&clean);
    return value;
}

/* Points have two decimals; whole ones are written without any. */
static json_t *json_points(double points)
{
    double rounded = round(points * 100) / 100;
    if (rounded == floor(rounded))
        return json_integer((json_int_t)rounded);
    return json_real(rounded);
}

static json_t *location_to_json(const struct location *l)
{
    json_t *o = json_object();
    json_object_set_new(o, "file", json_text(l->file));
    json_object_set_new(o, "line", l->line > 0 ? json_integer(l->line) : json_null());
    json_object_set_new(o, "function", json_text(l->function));
    return o;
}

static json_t *check_to_json(const struct check_result *c)
{
    json_t *o = json_object(), *locations = json_array();
    for (size_t i = 0; i < c->location_count; i++)
        json_array_append_new(locations, location_to_json(&c->locations[i]));
    json_object_set_new(o, "id", json_text(c->id));
    json_object_set_new(o, "kind", json_string(check_kind_name(c->kind)));
    json_object_set_new(o, "title", json_text(c->title));
    json_object_set_new(o, "status", json_string(status_names[c->status]));
    json_object_set_new(o, "points", json_points(c->points));
    json_object_set_new(o, "max_points", json_points(c->max_points));
    json_object_set_new(o, "case", json_text(c->case_id));
    json_object_set_new(o, "engine", json_text(c->engine));
    json_object_set_new(o, "seed", json_null());
    json_object_set_new(o, "message", json_text(c->message));
    json_object_set_new(o, "locations", locations);
    json_object_set_new(o, "expected", json_text(c->expected));
    json_object_set_new(o, "seen", json_text(c->seen));
    json_object_set_new(o, "excerpt", json_text(c->excerpt));
    json_object_set_new(o, "hint", json_text(c->hint));
    json_object_set_new(o, "hidden", json_boolean(c->hidden));
    json_object_set_new(o, "cases", json_integer((json_int_t)c->case_count));
    json_object_set_new(o, "failed_cases", json_integer((json_int_t)c->failed_cases));
    json_object_set_new(o, "failed_hidden_cases", json_integer((json_int_t)c->failed_hidden_cases));
    return o;
}

static json_t *diagnostic_to_json(const struct diagnostic *d)
{
    json_t *o = json_object();
    json_object_set_new(o, "severity", json_string(d->is_error ? "error" : "warning"));
    json_object_set_new(o, "line", d->line > 0 ? json_integer(d->line) : json_null());
    json_object_set_new(o, "column", d->column > 0 ? json_integer(d->column) : json_null());
    json_object_set_new(o, "message", json_text(d->message));
    json_object_set_new(o, "source_line", json_text(d->source_line));
    return o;
}

static json_t *error_to_json(const struct result *r)
{
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_integer(SCHEMA));
    json_object_set_new(o, "exercise", json_text(r->exercise));
    json_object_set_new(o, "submission", json_text(r->submission));
    json_object_set_new(o, "verdict", json_string("error"));
    json_object_set_new(o, "error", json_text(r->error ? r->error : "unknown"));
    return o;
}

json_t *result_to_json(const struct result *r)
{
    if (r->state == RESULT_ERROR)
        return error_to_json(r);
    json_t *o = json_object(), *checks = json_array(), *diagnostics = json_array();
    for (size_t i = 0; i < r->check_count; i++)
        json_array_append_new(checks, check_to_json(&r->checks[i]));
    for (size_t i = 0; i < r->diagnostic_count; i++)
        json_array_append_new(diagnostics, diagnostic_to_json(&r->diagnostics[i]));
    json_object_set_new(o, "schema", json_integer(SCHEMA));
    json_object_set_new(o, "exercise", json_text(r->exercise));
    json_object_set_new(o, "submission", json_text(r->submission));
    json_object_set_new(o, "verdict", json_string(r->accepted ? "accepted" : "rejected"));
    json_object_set_new(o, "score", json_points(r->score));
    json_object_set_new(o, "max_score", json_points(r->max_score));
    json_object_set_new(o, "checks", checks);
    json_object_set_new(o, "title", json_text(r->title));
    json_object_set_new(o, "hidden_cases", json_integer((json_int_t)r->hidden_case_count));
    json_object_set_new(o, "diagnostics", diagnostics);
    json_object_set_new(o, "isolation", json_text(r->isolation));
    json_object_set_new(o, "compiler", json_text(r->compiler));
    return o;
}

static char *take_text(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? xstrdup(text) : NULL;
}

static size_t take_count(const json_t *o, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(o, key));
    return value > 0 ? (size_t)value : 0;
}

static int status_parse(const char *name)
{
    for (int i = 0; name && i <= CHECK_SKIPPED; i++)
        if (strcmp(status_names[i], name) == 0)
            return i;
    return -1;
}

static void locations_from_json(const json_t *array, struct check_result *c)
{
    c->location_count = json_array_size(array);
    c->locations = xcalloc(c->location_count, sizeof *c->locations);
    for (size_t i = 0; i < c->location_count; i++) {
        const json_t *o = json_array_get(array, i);
        c->locations[i].file = take_text(o, "file");
        c->locations[i].line = (int)take_count(o, "line");
        c->locations[i].function = take_text(o, "function");
    }
}

static int check_from_json(const json_t *o, struct check_result *c)
{
    const char *kind_name = json_string_value(json_object_get(o, "kind"));
    int kind = kind_name ? check_kind_parse(kind_name) : -1;
    int status = status_parse(json_string_value(json_object_get(o, "status")));
    c->id = take_text(o, "id");
    c->title = take_text(o, "title");
    c->case_id = take_text(o, "case");
    c->engine = take_text(o, "engine");
    c->message = take_text(o, "message");
    c->expected = take_text(o, "expected");
    c->seen = take_text(o, "seen");
    c->excerpt = take_text(o, "excerpt");
    c->hint = take_text(o, "hint");
    c->points = json_number_value(json_object_get(o, "points"));
    c->max_points = json_number_value(json_object_get(o, "max_points"));
    c->hidden = json_is_true(json_object_get(o, "hidden"));
    c->case_count = take_count(o, "cases");
    c->failed_cases = take_count(o, "failed_cases");
    c->failed_hidden_cases = take_count(o, "failed_hidden_cases");
    locations_from_json(json_object_get(o, "locations"), c);
    if (kind < 0 || status < 0 || !c->id || !c->title)
        return -1;
    c->kind = (enum check_kind)kind;
    c->status = (enum check_status)status;
    return 0;
}

static void diagnostic_from_json(const json_t *o, struct diagnostic *d)
{
    const char *severity = json_string_value(json_object_get(o, "severity"));
    d->is_error = severity && strcmp(severity, "error") == 0;
    d->line = (int)take_count(o, "line");
    d->column = (int)take_count(o, "column");
    d->message = take_text(o, "message");
    d->source_line = take_text(o, "source_line");
}

static int graded_from_json(const json_t *o, struct result *out)
{
    size_t i;
    const json_t *item;
    int status = 0;
    out->title = take_text(o, "title");
    out->score = json_number_value(json_object_get(o, "score"));
    out->max_score = json_number_value(json_object_get(o, "max_score"));
    out->hidden_case_count = take_count(o, "hidden_cases");
    out->isolation = take_text(o, "isolation");
    out->compiler = take_text(o, "compiler");
    json_array_foreach(json_object_get(o, "checks"), i, item) status |=
        check_from_json(item, result_add_check(out));
    json_array_foreach(json_object_get(o, "diagnostics"), i, item) diagnostic_from_json(
        item, GROW(out->diagnostics, out->diagnostic_count, out->diagnostic_capacity));
    return status;
}

int result_from_json(const json_t *o, struct result *out)
{
    *out = (struct result){0};
    const char *verdict = json_string_value(json_object_get(o, "verdict"));
    out->exercise = take_text(o, "exercise");
    out->submission = take_text(o, "submission");
    int status = 0;
    if (verdict && strcmp(verdict, "error") == 0) {
        out->state = RESULT_ERROR;
        out->error = take_text(o, "error");
    } else {
        out->accepted = verdict && strcmp(verdict, "accepted") == 0;
        status = graded_from_json(o, out);
    }
    if (verdict && out->exercise && out->submission && status == 0)
        return 0;
    result_free(out);
    *out = (struct result){0};
    return -1;
}

void json_write(struct buffer *out, const json_t *value, bool pretty)
{
    /* 15 digits: 3.33 is written as 3.33 */
    char *text =
        json_dumps(value, JSON_REAL_PRECISION(15) | (pretty ? JSON_INDENT(2) : JSON_COMPACT));
    buffer_puts(out, text ? text : "null");
    buffer_putc(out, '\n');
    free(text);
}

static json_t *entry_to_json(const struct class_report *c, size_t student, size_t exercise)
{
    static const char *const states[] = {
        [ENTRY_MISSING] = "missing", [ENTRY_GRADED] = "graded", [ENTRY_ERROR] = "error"};
    const struct class_entry *e = class_entry(c, student, exercise);
    json_t *o = json_object();
    json_object_set_new(o, "student", json_text(c->students[student]));
    json_object_set_new(o, "exercise", json_text(c->exercises[exercise]));
    json_object_set_new(o, "status", json_string(states[e->state]));
    json_object_set_new(o, "result",
                        e->state == ENTRY_MISSING ? json_null() : result_to_json(&e->result));
    return o;
}

json_t *class_to_json(const struct class_report *c)
{
    json_t *o = json_object(), *students = json_array(), *exercises = json_array();
    json_t *results = json_array(), *ignored = json_array();
    for (size_t i = 0; i < c->student_count; i++) {
        json_t *s = json_object();
        json_object_set_new(s, "name", json_text(c->students[i]));
        json_object_set_new(s, "score", json_points(class_total(c, i)));
        json_object_set_new(s, "max_score", json_points(class_max_total(c)));
        json_array_append_new(students, s);
    }
    for (size_t i = 0; i < c->exercise_count; i++) {
        json_t *e = json_object();
        json_object_set_new(e, "name", json_text(c->exercises[i]));
        json_object_set_new(e, "max_score", json_points(c->max_scores[i]));
        json_array_append_new(exercises, e);
    }
    for (size_t i = 0; i < c->student_count; i++)
        for (size_t j = 0; j < c->exercise_count; j++)
            json_array_append_new(results, entry_to_json(c, i, j));
    for (size_t i = 0; i < c->ignored_count; i++)
        json_array_append_new(ignored, json_text(c->ignored[i]));
    json_object_set_new(o, "schema", json_integer(SCHEMA));
    json_object_set_new(o, "students", students);
    json_object_set_new(o, "exercises", exercises);
    json_object_set_new(o, "results", results);
    json_object_set_new(o, "ignored", ignored);
    return o;
}
