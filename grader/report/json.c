/* JSON of a result and of a class; docs/formats.md describes the objects, json_read.c reads them.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/report.h"

#define SCHEMA 1

json_t *json_text(const char *text)
{
    if (!text)
        return json_null();
    struct buffer clean = {0};
    escape_utf8(&clean, text, strlen(text));
    json_t *value = json_stringn(clean.data ? clean.data : "", clean.length);
    buffer_free(&clean);
    return value;
}

json_t *json_points(double points)
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

/* JSON's integers are signed: a seed past them is written as a string of digits. */
static json_t *seed_to_json(uint64_t seed)
{
    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, seed);
    return json_string(text);
}

static json_t *step_to_json(const struct story_step *s)
{
    json_t *o = json_object();
    json_object_set_new(o, "column", json_integer(s->column));
    json_object_set_new(o, "time_ns", json_integer(s->time_ns));
    json_object_set_new(o, "file", json_text(s->file));
    json_object_set_new(o, "line", s->line > 0 ? json_integer(s->line) : json_null());
    json_object_set_new(o, "source", json_text(s->source));
    json_object_set_new(o, "what", json_text(s->what));
    json_object_set_new(o, "repeats", json_integer(s->repeats));
    json_object_set_new(o, "switch", json_boolean(s->is_switch));
    json_object_set_new(o, "broken", json_boolean(s->is_broken));
    return o;
}

static json_t *story_to_json(const struct story *s)
{
    if (!s)
        return json_null();
    json_t *o = json_object(), *columns = json_array(), *steps = json_array();
    for (size_t i = 0; i < s->column_count; i++)
        json_array_append_new(columns, json_text(s->columns[i]));
    for (size_t i = 0; i < s->step_count; i++)
        json_array_append_new(steps, step_to_json(&s->steps[i]));
    json_object_set_new(o, "columns", columns);
    json_object_set_new(o, "steps", steps);
    json_object_set_new(o, "broken", json_text(s->broken));
    json_object_set_new(o, "choices", json_text(s->choices));
    json_object_set_new(o, "seed", seed_to_json(s->seed));
    json_object_set_new(o, "schedule", json_integer(s->schedule));
    json_object_set_new(o, "switches", json_integer(s->switches));
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
    json_object_set_new(o, "status", json_string(check_status_name(c->status)));
    json_object_set_new(o, "points", json_points(c->points));
    json_object_set_new(o, "max_points", json_points(c->max_points));
    json_object_set_new(o, "case", json_text(c->case_id));
    json_object_set_new(o, "engine", json_text(c->engine));
    json_object_set_new(o, "seed", c->story ? seed_to_json(c->story->seed) : json_null());
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
    json_object_set_new(o, "story", story_to_json(c->story));
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

static json_t *lane_to_json(const struct timeline_lane *l)
{
    json_t *o = json_object();
    json_object_set_new(o, "name", json_text(l->name));
    json_object_set_new(o, "parent", l->parent >= 0 ? json_integer(l->parent) : json_null());
    json_object_set_new(o, "process", json_boolean(l->process));
    json_object_set_new(o, "from_ns", json_integer(l->from_ns));
    json_object_set_new(o, "to_ns", json_integer(l->to_ns));
    return o;
}

static json_t *timeline_event_to_json(const struct timeline_event *e)
{
    json_t *o = json_object();
    json_object_set_new(o, "kind", json_string(timeline_kind_name(e->kind)));
    json_object_set_new(o, "lane", json_integer(e->lane));
    json_object_set_new(o, "from_ns", json_integer(e->from_ns));
    json_object_set_new(o, "to_ns", json_integer(e->to_ns));
    if (e->text)
        json_object_set_new(o, "text", json_text(e->text));
    return o;
}

static json_t *timeline_to_json(const struct timeline *t)
{
    json_t *o = json_object(), *args = json_array(), *lanes = json_array(), *events = json_array();
    for (size_t i = 0; i < t->arg_count; i++)
        json_array_append_new(args, json_text(t->args[i]));
    for (size_t i = 0; i < t->lane_count; i++)
        json_array_append_new(lanes, lane_to_json(&t->lanes[i]));
    for (size_t i = 0; i < t->event_count; i++)
        json_array_append_new(events, timeline_event_to_json(&t->events[i]));
    json_object_set_new(o, "case", json_text(t->case_id));
    json_object_set_new(o, "args", args);
    json_object_set_new(o, "end", json_string(run_end_name(t->end)));
    json_object_set_new(o, "total_ns", json_integer(t->total_ns));
    json_object_set_new(o, "lanes", lanes);
    json_object_set_new(o, "events", events);
    json_object_set_new(o, "left_out", json_integer((json_int_t)t->left_out));
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
    json_t *timelines = json_array();
    for (size_t i = 0; i < r->check_count; i++)
        json_array_append_new(checks, check_to_json(&r->checks[i]));
    for (size_t i = 0; i < r->diagnostic_count; i++)
        json_array_append_new(diagnostics, diagnostic_to_json(&r->diagnostics[i]));
    for (size_t i = 0; i < r->timeline_count; i++)
        json_array_append_new(timelines, timeline_to_json(&r->timelines[i]));
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
    json_object_set_new(o, "timelines", timelines);
    json_t *notes = json_array();
    for (size_t i = 0; i < r->note_count; i++)
        json_array_append_new(notes, json_text(r->notes[i]));
    json_object_set_new(o, "notes", notes);
    json_object_set_new(o, "isolation", json_text(r->isolation));
    json_object_set_new(o, "compiler", json_text(r->compiler));
    return o;
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

char *result_to_text(const struct result *r)
{
    struct buffer text = {0};
    json_t *object = result_to_json(r);
    json_write(&text, object, false);
    json_decref(object);
    text.data[--text.length] = '\0';
    return buffer_take(&text);
}

static json_t *alike_to_json(const struct class_report *c)
{
    json_t *groups = json_array();
    for (size_t i = 0; i < c->alike_count; i++) {
        json_t *group = json_object(), *students = json_array();
        for (size_t k = 0; k < c->alike[i].count; k++)
            json_array_append_new(students, json_text(c->students[c->alike[i].students[k]]));
        json_object_set_new(group, "exercise", json_text(c->exercises[c->alike[i].exercise]));
        json_object_set_new(group, "students", students);
        json_array_append_new(groups, group);
    }
    return groups;
}

static json_t *refused_to_json(const struct class_report *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->refused_count; i++) {
        json_t *one = json_object();
        json_object_set_new(one, "name", json_text(c->refused[i].name));
        json_object_set_new(one, "reason", json_text(c->refused[i].reason));
        json_array_append_new(list, one);
    }
    return list;
}

/* All but the results. */
static json_t *frame_to_json(const struct class_report *c)
{
    json_t *o = json_object(), *students = json_array(), *exercises = json_array();
    json_t *ignored = json_array();
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
    for (size_t i = 0; i < c->ignored_count; i++)
        json_array_append_new(ignored, json_text(c->ignored[i]));
    json_object_set_new(o, "schema", json_integer(SCHEMA));
    json_object_set_new(o, "students", students);
    json_object_set_new(o, "exercises", exercises);
    json_object_set_new(o, "ignored", ignored);
    json_object_set_new(o, "refused", refused_to_json(c));
    json_object_set_new(o, "alike", alike_to_json(c));
    return o;
}

/* The frame's object stays open: the results are its last key, a line each. */
void class_json_start(struct buffer *out, const struct class_report *c)
{
    json_t *frame = frame_to_json(c);
    json_write(out, frame, false);
    json_decref(frame);
    out->length -= strlen("}\n");
    buffer_puts(out, ",\n\"results\":[");
}

void class_json_entry(struct buffer *out, const struct class_report *c, size_t student,
                      size_t exercise, const char *result)
{
    static const char *const states[] = {
        [ENTRY_MISSING] = "missing", [ENTRY_GRADED] = "graded", [ENTRY_ERROR] = "error"};
    json_t *o = json_object();
    json_object_set_new(o, "student", json_text(c->students[student]));
    json_object_set_new(o, "exercise", json_text(c->exercises[exercise]));
    json_object_set_new(o, "status", json_string(states[class_entry(c, student, exercise)->state]));
    buffer_puts(out, student || exercise ? ",\n" : "\n");
    json_write(out, o, false);
    out->length -= strlen("}\n");
    buffer_printf(out, ",\"result\":%s}", result ? result : "null");
    json_decref(o);
}

void class_json_end(struct buffer *out)
{
    buffer_puts(out, "\n]}\n");
}

void class_json(struct buffer *out, const struct class_report *c)
{
    class_json_start(out, c);
    for (size_t i = 0; i < c->student_count; i++)
        for (size_t j = 0; j < c->exercise_count; j++) {
            const struct class_entry *e = class_entry(c, i, j);
            cleanup_free char *text = e->state == ENTRY_MISSING ? NULL : result_to_text(&e->result);
            class_json_entry(out, c, i, j, text);
        }
    class_json_end(out);
}
