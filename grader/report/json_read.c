/*
 * From JSON back to the result that it was written from (json.c). The object
 * may come from a file that somebody has edited: what is not as it should be
 * makes it none of ours; indices are checked against what they index.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/json.h"
#include "report/report.h"

static char *take_text(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? xstrdup(text) : NULL;
}

/* Counts and line numbers: never negative, and small enough for an int. */
static size_t take_count(const json_t *o, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(o, key));
    return value > 0 && value <= INT_MAX ? (size_t)value : 0;
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

/* As json.c writes it: a number, or digits in a string. */
static uint64_t take_seed(const json_t *o)
{
    const json_t *seed = json_object_get(o, "seed");
    if (json_is_string(seed))
        return strtoull(json_string_value(seed), NULL, 10);
    return (uint64_t)json_integer_value(seed);
}

/* A number that must name one of `count` things; -1 if it does not. */
static int take_index(const json_t *o, const char *key, size_t count)
{
    const json_t *value = json_object_get(o, key);
    json_int_t index = json_is_integer(value) ? json_integer_value(value) : -1;
    return index >= 0 && (size_t)index < count ? (int)index : -1;
}

static int step_from_json(const json_t *o, struct story *s)
{
    int column = take_index(o, "column", s->column_count);
    if (column < 0)
        return -1;
    struct story_step *step = story_add_step(s, column);
    step->time_ns = json_integer_value(json_object_get(o, "time_ns"));
    step->file = take_text(o, "file");
    step->line = (int)take_count(o, "line");
    step->source = take_text(o, "source");
    step->what = take_text(o, "what");
    step->repeats = (unsigned)take_count(o, "repeats");
    step->is_switch = json_is_true(json_object_get(o, "switch"));
    step->is_broken = json_is_true(json_object_get(o, "broken"));
    return 0;
}

static int story_from_json(const json_t *o, struct story **out)
{
    size_t i;
    const json_t *item;
    int status = 0;
    if (!json_is_object(o))
        return 0;
    struct story *s = *out = xcalloc(1, sizeof *s);
    json_array_foreach(json_object_get(o, "columns"), i, item)
    {
        const char *name = json_string_value(item);
        story_add_column(s, name ? name : "");
    }
    json_array_foreach(json_object_get(o, "steps"), i, item) status |= step_from_json(item, s);
    s->broken = take_text(o, "broken");
    s->choices = take_text(o, "choices");
    s->seed = take_seed(o);
    s->schedule = (unsigned)take_count(o, "schedule");
    s->switches = (unsigned)take_count(o, "switches");
    return status;
}

static int lane_from_json(const json_t *o, struct timeline *t)
{
    int parent = take_index(o, "parent", t->lane_count);
    struct timeline_lane *lane = GROW(t->lanes, t->lane_count, t->lane_capacity);
    lane->name = take_text(o, "name");
    lane->parent = parent;
    lane->process = json_is_true(json_object_get(o, "process"));
    lane->from_ns = json_integer_value(json_object_get(o, "from_ns"));
    lane->to_ns = json_integer_value(json_object_get(o, "to_ns"));
    return lane->name ? 0 : -1;
}

static int event_from_json(const json_t *o, struct timeline *t)
{
    int lane = take_index(o, "lane", t->lane_count);
    int kind = timeline_kind_parse(json_string_value(json_object_get(o, "kind")));
    if (lane < 0 || kind < 0)
        return -1;
    *GROW(t->events, t->event_count, t->event_capacity) = (struct timeline_event){
        .kind = (enum timeline_kind)kind,
        .lane = lane,
        .from_ns = json_integer_value(json_object_get(o, "from_ns")),
        .to_ns = json_integer_value(json_object_get(o, "to_ns")),
        .text = take_text(o, "text"),
    };
    return 0;
}

static int timeline_from_json(const json_t *o, struct timeline *t)
{
    size_t i;
    const json_t *item;
    int end = run_end_parse(json_string_value(json_object_get(o, "end"))), status = 0;
    t->case_id = take_text(o, "case");
    t->total_ns = json_integer_value(json_object_get(o, "total_ns"));
    t->left_out = take_count(o, "left_out");
    json_array_foreach(json_object_get(o, "args"), i, item)
    {
        const char *argument = json_string_value(item);
        timeline_add_argument(t, argument ? argument : "");
    }
    json_array_foreach(json_object_get(o, "lanes"), i, item) status |= lane_from_json(item, t);
    json_array_foreach(json_object_get(o, "events"), i, item) status |= event_from_json(item, t);
    if (end < 0 || !t->case_id)
        return -1;
    t->end = (enum run_end)end;
    return status;
}

static int check_from_json(const json_t *o, struct check_result *c)
{
    const char *kind_name = json_string_value(json_object_get(o, "kind"));
    int kind = kind_name ? check_kind_parse(kind_name) : -1;
    int status = check_status_parse(json_string_value(json_object_get(o, "status")));
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
    int told = story_from_json(json_object_get(o, "story"), &c->story);
    if (kind < 0 || status < 0 || told < 0 || !c->id || !c->title)
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
    json_array_foreach(json_object_get(o, "notes"), i, item) if (json_is_string(item))
        result_add_note(out, "%s", json_string_value(item));
    json_array_foreach(json_object_get(o, "checks"), i, item) status |=
        check_from_json(item, result_add_check(out));
    json_array_foreach(json_object_get(o, "diagnostics"), i, item) diagnostic_from_json(
        item, GROW(out->diagnostics, out->diagnostic_count, out->diagnostic_capacity));
    json_array_foreach(json_object_get(o, "timelines"), i, item) status |=
        timeline_from_json(item, GROW(out->timelines, out->timeline_count, out->timeline_capacity));
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

static int students_from_json(const json_t *array, struct class_report *c)
{
    size_t i;
    const json_t *item;
    json_array_foreach(array, i, item)
    {
        char *name = take_text(item, "name");
        if (!name)
            return -1;
        *GROW(c->students, c->student_count, c->student_capacity) = name;
    }
    return 0;
}

static int exercises_from_json(const json_t *array, struct class_report *c)
{
    size_t i;
    const json_t *item;
    c->max_scores = xcalloc(json_array_size(array) + 1, sizeof *c->max_scores);
    json_array_foreach(array, i, item)
    {
        char *name = take_text(item, "name");
        if (!name)
            return -1;
        *GROW(c->exercises, c->exercise_count, c->exercise_capacity) = name;
        c->max_scores[i] = json_number_value(json_object_get(item, "max_score"));
    }
    return 0;
}

static int find_text(char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return (int)i;
    return -1;
}

static int entry_from_json(const json_t *o, size_t at, struct class_report *c)
{
    const char *who = json_string_value(json_object_get(o, "student"));
    const char *what = json_string_value(json_object_get(o, "exercise"));
    /* As we write them they are in order: a row a student. */
    int student = c->exercise_count ? (int)(at / c->exercise_count) : -1;
    if (student < 0 || (size_t)student >= c->student_count || !who ||
        strcmp(c->students[student], who) != 0)
        student = find_text(c->students, c->student_count, who);
    int exercise = find_text(c->exercises, c->exercise_count, what);
    const json_t *result = json_object_get(o, "result");
    if (student < 0 || exercise < 0)
        return -1;
    struct class_entry *e = class_entry(c, (size_t)student, (size_t)exercise);
    if (json_is_null(result))
        return 0;
    result_free(&e->result);
    if (result_from_json(result, &e->result) != 0)
        return -1;
    e->state = e->result.state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED;
    return 0;
}

static void alike_from_json(const json_t *groups, struct class_report *c)
{
    size_t i, k;
    const json_t *group, *student;
    json_array_foreach(groups, i, group)
    {
        int exercise = find_text(c->exercises, c->exercise_count,
                                 json_string_value(json_object_get(group, "exercise")));
        const json_t *students = json_object_get(group, "students");
        if (exercise < 0)
            continue;
        struct class_alike *out = GROW(c->alike, c->alike_count, c->alike_capacity);
        out->exercise = (size_t)exercise;
        out->students = xcalloc(json_array_size(students) + 1, sizeof *out->students);
        json_array_foreach(students, k, student)
        {
            int at = find_text(c->students, c->student_count, json_string_value(student));
            if (at >= 0)
                out->students[out->count++] = (size_t)at;
        }
    }
}

int class_from_json(const json_t *o, struct class_report *out)
{
    size_t i;
    const json_t *item;
    *out = (struct class_report){0};
    const json_t *results = json_object_get(o, "results");
    int status = json_is_array(results) ? 0 : -1;
    if (status == 0)
        status = students_from_json(json_object_get(o, "students"), out);
    if (status == 0)
        status = exercises_from_json(json_object_get(o, "exercises"), out);
    if (status == 0)
        out->entries = xcalloc(out->student_count * out->exercise_count + 1, sizeof *out->entries);
    json_array_foreach(results, i, item) if (status == 0) status = entry_from_json(item, i, out);
    json_array_foreach(json_object_get(o, "ignored"), i, item)
    {
        const char *path = json_string_value(item);
        *GROW(out->ignored, out->ignored_count, out->ignored_capacity) = xstrdup(path ? path : "");
    }
    json_array_foreach(json_object_get(o, "refused"), i, item)
    {
        const char *name = json_string_value(json_object_get(item, "name"));
        const char *reason = json_string_value(json_object_get(item, "reason"));
        class_refuse(out, name ? name : "", reason ? reason : "");
    }
    if (status == 0)
        alike_from_json(json_object_get(o, "alike"), out);
    else
        class_free(out);
    return status;
}
