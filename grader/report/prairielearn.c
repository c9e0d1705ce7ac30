/*
 * results.json of PrairieLearn: it stands at /grade/results/results.json and
 * must not be over 1 MB. Texts are cut shorter until it is not.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "report/escape.h"
#include "report/format.h"
#include "report/json.h"

#define LIMIT_BYTES (1000 * 1000)
#define TEXT_BYTES  (64 * 1024)
#define TESTS_MOST  500 /* with texts cut away they fit */

/* At most `most` bytes, cut between characters. */
static json_t *cut_text(const char *text, size_t most)
{
    size_t size = strlen(text), end = size;
    if (size > most)
        for (end = most; end && ((unsigned char)text[end] & 0xc0) == 0x80;)
            end--;
    struct buffer cut = {0};
    buffer_add(&cut, text, end);
    if (end < size)
        buffer_puts(&cut, "…");
    json_t *value = json_text(cut.data ? cut.data : "");
    buffer_free(&cut);
    return value;
}

static json_t *test_of(const struct check_result *c, size_t most)
{
    json_t *o = json_object();
    struct buffer text = {0};
    check_plain_text(&text, c);
    json_object_set_new(o, "name", cut_text(c->title, most < 200 ? most : 200));
    json_object_set_new(o, "description", json_string(check_kind_name(c->kind)));
    json_object_set_new(o, "points", json_points(c->points));
    json_object_set_new(o, "max_points", json_points(c->max_points));
    json_object_set_new(o, "output", cut_text(text.data ? text.data : "", most));
    buffer_free(&text);
    return o;
}

static json_t *graded(const struct result *r, size_t most)
{
    json_t *o = json_object(), *tests = json_array();
    for (size_t i = 0; i < r->check_count && i < TESTS_MOST; i++)
        json_array_append_new(tests, test_of(&r->checks[i], most));
    double share = r->max_score > 0 ? r->score / r->max_score : r->accepted;
    share = r->accepted ? 1 : fmin(floor(share * 10000) / 10000, 0.9999);
    json_object_set_new(o, "gradable", json_true());
    json_object_set_new(o, "score", json_real(share > 0 ? share : 0));
    json_object_set_new(o, "message", json_string(r->accepted ? "Accepted." : "Not accepted yet."));
    json_object_set_new(o, "tests", tests);
    return o;
}

/* `gradable: false`: nothing is counted against the student. */
static json_t *not_graded(const struct result *r)
{
    json_t *o = json_object(), *errors = json_array();
    json_array_append_new(
        errors, json_string("The grader or its machine failed; nothing is said of the program."));
    json_object_set_new(o, "gradable", json_false());
    json_object_set_new(o, "format_errors", errors);
    json_object_set_new(o, "message", cut_text(r->error ? r->error : "unknown", 4000));
    return o;
}

void prairielearn_one(struct buffer *out, const struct class_entry *e,
                      const struct terminal_options *o)
{
    (void)o;
    const struct result *r = &e->result;
    size_t before = out->length;
    for (size_t most = TEXT_BYTES;; most /= 2) {
        struct buffer text = {0};
        json_t *object = r->state == RESULT_ERROR ? not_graded(r) : graded(r, most);
        json_write(&text, object, false);
        json_decref(object);
        if (text.length <= LIMIT_BYTES || most == 0)
            buffer_add(out, text.data, text.length);
        buffer_free(&text);
        if (out->length > before)
            return;
    }
}
