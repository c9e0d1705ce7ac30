/* Autolab: formatted feedback on the line before the last, the score on the last. */
#include <string.h>

#include "report/escape.h"
#include "report/format.h"
#include "report/json.h"

#define STAGE "Checks"

static json_t *feedback(const struct result *r)
{
    json_t *object = json_object(), *stages = json_array(), *tests = json_object();
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        struct buffer name = {0}, hint = {0};
        json_t *test = json_object();
        buffer_printf(&name, "%s: ", c->id); /* ids are unique, titles may not be */
        escape_utf8(&name, c->title, strlen(c->title));
        check_plain_text(&hint, c);
        json_object_set_new(test, "passed", json_boolean(c->status != CHECK_FAILED));
        if (c->status != CHECK_PASSED)
            json_object_set_new(test, "hint", json_text(hint.data ? hint.data : ""));
        json_t *key = json_text(name.data); /* valid UTF-8 for certain */
        json_object_set_new(tests, json_string_value(key), test);
        json_decref(key);
        buffer_free(&name);
        buffer_free(&hint);
    }
    json_array_append_new(stages, json_string(STAGE));
    json_object_set_new(object, "_presentation", json_string("semantic"));
    json_object_set_new(object, "stages", stages);
    json_object_set_new(object, STAGE, tests);
    return object;
}

/* Without a line of scores Autolab says that the autograder failed: so it is with an error. */
void autolab_one(struct buffer *out, const struct class_entry *e, const struct terminal_options *o)
{
    (void)o;
    const struct result *r = &e->result;
    if (r->state == RESULT_ERROR) {
        buffer_puts(out, "This could not be graded: ");
        escape_terminal(out, r->error, strlen(r->error), false);
        buffer_putc(out, '\n');
        return;
    }
    json_t *first = feedback(r), *last = json_object(), *scores = json_object();
    json_t *key = json_text(r->exercise);
    json_object_set_new(scores, json_string_value(key), json_points(r->score));
    json_object_set_new(last, "scores", scores);
    json_write(out, first, false);
    json_write(out, last, false);
    json_decref(key);
    json_decref(first);
    json_decref(last);
}
