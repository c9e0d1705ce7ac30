/*
 * SARIF 2.1.0 as GitHub's code scanning wants it. A race and a failing schedule
 * have a thread flow a thread: the viewer steps through who did what.
 */
#include <inttypes.h>
#include <string.h>

#include "base/version.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/json.h"
#include "report/source_text.h"

#define SCHEMA_URI "https://json.schemastore.org/sarif-2.1.0.json"

/* Bytes that a URI may not hold stand as %XX. */
static json_t *uri_of(const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    struct buffer uri = {0};
    for (const char *p = path; *p; p++)
        if (strchr(plain, *p))
            buffer_putc(&uri, *p);
        else
            buffer_printf(&uri, "%%%02X", (unsigned char)*p);
    json_t *value = json_string(uri.data ? uri.data : "");
    buffer_free(&uri);
    return value;
}

/* In messages [text](target) is a link (3.11.6): a stranger's text has none. */
static json_t *message_of(const char *text)
{
    json_t *o = json_object();
    struct buffer clean = {0}, plain = {0};
    escape_terminal(&clean, text ? text : "", text ? strlen(text) : 0, true);
    for (size_t i = 0; i < clean.length; i++) {
        if (clean.data[i] == '(' && i > 0 && clean.data[i - 1] == ']')
            buffer_putc(&plain, ' ');
        buffer_putc(&plain, clean.data[i]);
    }
    json_object_set_new(o, "text", json_string(plain.length ? plain.data : "(no message)"));
    buffer_free(&clean);
    buffer_free(&plain);
    return o;
}

/* Every place is in the one submitted file. */
static json_t *place_of(const struct result *r, int line, const char *message)
{
    json_t *place = json_object(), *physical = json_object(), *region = json_object();
    json_t *artifact = json_object();
    json_object_set_new(artifact, "uri", uri_of(r->submission));
    json_object_set_new(region, "startLine", json_integer(line > 0 ? line : 1));
    json_object_set_new(physical, "artifactLocation", artifact);
    json_object_set_new(physical, "region", region);
    json_object_set_new(place, "physicalLocation", physical);
    if (message)
        json_object_set_new(place, "message", message_of(message));
    return place;
}

static json_t *flow_step(const struct result *r, int line, const char *what, size_t order,
                         bool essential)
{
    json_t *step = json_object();
    json_object_set_new(step, "location", place_of(r, line, what));
    json_object_set_new(step, "executionOrder", json_integer((json_int_t)order));
    json_object_set_new(step, "importance", json_string(essential ? "essential" : "important"));
    return step;
}

static json_t *thread_flow(const char *name, json_t *steps)
{
    json_t *flow = json_object();
    json_object_set_new(flow, "id", json_text(name));
    json_object_set_new(flow, "message", message_of(name));
    json_object_set_new(flow, "locations", steps);
    return flow;
}

static json_t *story_flows(const struct result *r, const struct story *s)
{
    json_t *flows = json_array();
    for (size_t column = 0; column < s->column_count; column++) {
        json_t *steps = json_array();
        for (size_t i = 0; i < s->step_count; i++)
            if (s->steps[i].column == (int)column)
                json_array_append_new(steps, flow_step(r, s->steps[i].line, s->steps[i].what, i + 1,
                                                       s->steps[i].is_broken));
        if (json_array_size(steps))
            json_array_append_new(flows, thread_flow(s->columns[column], steps));
        else
            json_decref(steps);
    }
    return flows;
}

/* The two sides of a race: which of them comes first is what nobody can say. */
static json_t *race_flows(const struct result *r, const struct check_result *c)
{
    json_t *flows = json_array();
    for (size_t i = 0; i < c->location_count && i < 2; i++) {
        char name[32], what[200];
        snprintf(name, sizeof name, "thread %s", i ? "B" : "A");
        snprintf(what, sizeof what, "%s touches it here, in %.120s", name,
                 c->locations[i].function ? c->locations[i].function : "this line");
        json_t *steps = json_array();
        json_array_append_new(steps, flow_step(r, c->locations[i].line, what, i + 1, true));
        json_array_append_new(flows, thread_flow(name, steps));
    }
    return flows;
}

/* Stays the same while the line does, wherever it moves to. */
static json_t *fingerprint(const struct class_entry *e, const struct check_result *c, int line)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    size_t size = 0;
    const char *text = source_text_line(e->source, e->source_size, line, &size);
    for (const char *p = c->id; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    char digits[32];
    snprintf(digits, sizeof digits, "%016" PRIx64 ":1", hash);
    json_t *o = json_object();
    json_object_set_new(o, "primaryLocationLineHash", json_string(digits));
    return o;
}

static json_t *result_of(const struct class_entry *e, const struct check_result *c)
{
    const struct result *r = &e->result;
    json_t *o = json_object(), *places = json_array();
    json_t *flows = c->story && !c->hidden ? story_flows(r, c->story)
                    : c->kind == KIND_RACE ? race_flows(r, c)
                                           : json_array();
    int line = c->location_count ? c->locations[0].line : 0;
    json_array_append_new(places, place_of(r, line, NULL));
    json_object_set_new(o, "ruleId", json_text(c->id));
    json_object_set_new(o, "level", json_string("error"));
    json_object_set_new(o, "message", message_of(c->message ? c->message : c->title));
    json_object_set_new(o, "locations", places);
    json_object_set_new(o, "partialFingerprints", fingerprint(e, c, line));
    if (json_array_size(flows)) {
        json_t *flow = json_object(), *list = json_array();
        json_object_set_new(flow, "threadFlows", flows);
        json_array_append_new(list, flow);
        json_object_set_new(o, "codeFlows", list);
    } else {
        json_decref(flows);
    }
    return o;
}

static bool has_rule(const json_t *rules, const char *id)
{
    size_t i;
    const json_t *rule;
    json_array_foreach(rules, i, rule) if (strcmp(json_string_value(json_object_get(rule, "id")),
                                                  id) == 0) return true;
    return false;
}

static void add_rule(json_t *rules, const struct check_result *c)
{
    json_t *rule = json_object(), *tags = json_array(), *properties = json_object();
    json_t *id = json_text(c->id);
    if (!has_rule(rules, json_string_value(id))) {
        json_array_append_new(tags, json_string(check_kind_name(c->kind)));
        json_object_set_new(properties, "tags", tags);
        json_object_set(rule, "id", id);
        json_object_set_new(rule, "shortDescription", message_of(c->title));
        json_object_set_new(rule, "fullDescription", message_of(c->title));
        json_object_set_new(rule, "help", message_of(c->hint ? c->hint : c->title));
        json_object_set_new(rule, "properties", properties);
        json_array_append(rules, rule);
    } else {
        json_decref(tags);
        json_decref(properties);
    }
    json_decref(rule);
    json_decref(id);
}

static void add_entry(json_t *results, json_t *rules, const struct class_entry *e)
{
    for (size_t i = 0; e->state == ENTRY_GRADED && i < e->result.check_count; i++) {
        add_rule(rules, &e->result.checks[i]);
        if (e->result.checks[i].status == CHECK_FAILED)
            json_array_append_new(results, result_of(e, &e->result.checks[i]));
    }
}

/* No findings, because nothing was graded, must not look like none to be found. */
static json_t *invocations_of(const struct class_report *c)
{
    json_t *list = json_array(), *invocation = json_object(), *notes = json_array();
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++) {
        const struct result *r = &c->entries[i].result;
        if (c->entries[i].state != ENTRY_ERROR)
            continue;
        json_t *note = json_object(), *places = json_array();
        json_array_append_new(places, place_of(r, 0, NULL));
        json_object_set_new(note, "level", json_string("error"));
        json_object_set_new(note, "message", message_of(r->error));
        json_object_set_new(note, "locations", places);
        json_array_append_new(notes, note);
    }
    json_object_set_new(invocation, "executionSuccessful",
                        json_boolean(json_array_size(notes) == 0));
    json_object_set_new(invocation, "toolExecutionNotifications", notes);
    json_array_append_new(list, invocation);
    return list;
}

void sarif_class(struct buffer *out, const struct class_report *c, const struct terminal_options *o)
{
    (void)o;
    json_t *log = json_object(), *runs = json_array(), *run = json_object(), *tool = json_object();
    json_t *driver = json_object(), *rules = json_array(), *results = json_array();
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++)
        add_entry(results, rules, &c->entries[i]);
    json_object_set_new(driver, "name", json_string("grader"));
    json_object_set_new(driver, "semanticVersion", json_string(VERSION));
    json_object_set_new(driver, "rules", rules);
    json_object_set_new(tool, "driver", driver);
    json_object_set_new(run, "tool", tool);
    json_object_set_new(run, "columnKind", json_string("unicodeCodePoints"));
    json_object_set_new(run, "invocations", invocations_of(c));
    json_object_set_new(run, "results", results);
    json_array_append_new(runs, run);
    json_object_set_new(log, "$schema", json_string(SCHEMA_URI));
    json_object_set_new(log, "version", json_string("2.1.0"));
    json_object_set_new(log, "runs", runs);
    json_write(out, log, true);
    json_decref(log);
}
