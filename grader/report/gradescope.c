/* results.json of Gradescope: it stands at /autograder/results/results.json. */
#include <string.h>

#include "report/escape.h"
#include "report/format.h"
#include "report/json.h"

/* What is said of a check, in plain text: control characters are made visible. */
void check_plain_text(struct buffer *out, const struct check_result *c)
{
    const struct {
        const char *label, *text;
    } parts[] = {{"", c->message}, {"Hint: ", c->hint}, {"\n", c->excerpt}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].text || !*parts[i].text || (c->status == CHECK_PASSED && i))
            continue;
        buffer_puts(out, parts[i].label);
        escape_terminal(out, parts[i].text, strlen(parts[i].text), true);
        buffer_putc(out, '\n');
    }
    for (size_t i = 0; i < c->location_count; i++)
        if (c->locations[i].file && c->locations[i].line > 0) {
            escape_terminal(out, c->locations[i].file, strlen(c->locations[i].file), false);
            buffer_printf(out, ":%d\n", c->locations[i].line);
        }
}

static json_t *test_of(const struct check_result *c, size_t number)
{
    json_t *o = json_object(), *tags = json_array();
    struct buffer text = {0};
    check_plain_text(&text, c);
    char shown[24];
    snprintf(shown, sizeof shown, "%zu", number);
    json_array_append_new(tags, json_string(check_kind_name(c->kind)));
    json_object_set_new(o, "name", json_text(c->title));
    json_object_set_new(o, "name_format", json_string("text"));
    json_object_set_new(o, "number", json_string(shown));
    json_object_set_new(o, "score", json_points(c->points));
    json_object_set_new(o, "max_score", json_points(c->max_points));
    json_object_set_new(o, "status", json_string(c->status == CHECK_FAILED ? "failed" : "passed"));
    if (c->status == CHECK_SKIPPED && c->points < c->max_points)
        json_object_set_new(o, "status", json_string("failed"));
    json_object_set_new(o, "output", json_text(text.data ? text.data : ""));
    json_object_set_new(o, "output_format", json_string("text"));
    json_object_set_new(o, "tags", tags);
    json_object_set_new(o, "visibility", json_string("visible"));
    buffer_free(&text);
    return o;
}

/*
 * A result that is no result has no score: Gradescope then shows that the
 * autograder failed, which is true, and no zero.
 */
void gradescope_one(struct buffer *out, const struct class_entry *e,
                    const struct terminal_options *o)
{
    (void)o;
    const struct result *r = &e->result;
    json_t *object = json_object(), *tests = json_array();
    if (r->state == RESULT_ERROR) {
        json_object_set_new(object, "output", json_text(r->error));
    } else {
        for (size_t i = 0; i < r->check_count; i++)
            json_array_append_new(tests, test_of(&r->checks[i], i + 1));
        struct buffer text = {0};
        buffer_printf(&text, "%s.", r->accepted ? "Accepted" : "Not accepted yet");
        if (r->hidden_case_count)
            buffer_printf(&text, " Besides the public cases there are %zu hidden ones.",
                          r->hidden_case_count);
        json_object_set_new(object, "score", json_points(r->score));
        json_object_set_new(object, "output", json_text(text.data));
        buffer_free(&text);
    }
    json_object_set_new(object, "output_format", json_string("text"));
    json_object_set_new(object, "test_output_format", json_string("text"));
    json_object_set_new(object, "test_name_format", json_string("text"));
    json_object_set_new(object, "stdout_visibility", json_string("hidden"));
    json_object_set_new(object, "tests", tests);
    json_write(out, object, true);
    json_decref(object);
}
