#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "report/report.h"
#include "report/text.h"

static struct check_result *add(struct result *r, const char *id, enum check_kind kind,
                                enum check_status status, double points, double max_points)
{
    struct check_result *c = result_add_check(r);
    c->id = xstrdup(id);
    c->title = xasprintf("Title of %s", id);
    c->kind = kind;
    c->status = status;
    c->points = points;
    c->max_points = max_points;
    c->case_count = 3;
    return c;
}

static void add_timeline(struct result *r)
{
    struct trace t = {.total_ns = 2000000000, .end = RUN_DEADLOCK};
    trace_add_task(&t, TASK_INITIAL, -1);
    trace_add_task(&t, TASK_THREAD, 0);
    t.tasks[1].function = xstrdup("add");
    t.tasks[1].end_ns = 1500000000;
    struct trace_event *e = trace_add(&t, TRACE_WAIT, 1);
    e->start_time_ns = 500000000;
    e->time_ns = 1500000000;
    e = trace_add(&t, TRACE_LINE, 0);
    e->text = xstrdup("Total: 1");
    e->size = strlen(e->text);
    e->time_ns = 1000000000;
    struct timeline *line = GROW(r->timelines, r->timeline_count, r->timeline_capacity);
    timeline_from_trace(&t, line);
    line->case_id = xstrdup("notebook");
    timeline_add_argument(line, "Abhi:Books");
    trace_free(&t);
}

/* One check passed, one failed in a public case, one in a hidden case. */
static struct result sample(void)
{
    struct result r = {.exercise = xstrdup("cart_lock"),
                       .title = xstrdup("One cart, many hands"),
                       .submission = xstrdup("ann/cart_lock.c"),
                       .compiler = xstrdup("gcc"),
                       .isolation = xstrdup("bubblewrap"),
                       .score = 3.33,
                       .max_score = 10,
                       .hidden_case_count = 2};
    add(&r, "adds_all", KIND_OUTPUT, CHECK_PASSED, 3.33, 4);
    struct check_result *c = add(&r, "no_race", KIND_RACE, CHECK_FAILED, 0, 4);
    c->case_id = xstrdup("notebook");
    c->engine = xstrdup("tsan");
    c->message = xstrdup("a message with \033[31mcolour\xff in it");
    c->hint = xstrdup("lock the cart");
    c->failed_cases = 1;
    c->location_count = 1;
    c->locations = xcalloc(1, sizeof *c->locations);
    c->locations[0] =
        (struct location){.file = xstrdup("cart_lock.c"), .line = 12, .function = xstrdup("add")};
    c->story = xcalloc(1, sizeof *c->story);
    story_add_column(c->story, "main thread");
    story_add_column(c->story, "thread 2 (add)");
    struct story_step *step = story_add_step(c->story, 1);
    step->time_ns = 1500000000;
    step->line = 12;
    step->source = xstrdup("count++;");
    step->what = xstrdup("reads count = 1");
    step->repeats = 3;
    step = story_add_step(c->story, 0);
    step->is_switch = step->is_broken = true;
    step->file = xstrdup("cart.h");
    c->story->broken = xstrdup("An item is lost.");
    c->story->choices = xstrdup("0,1,1");
    c->story->seed = UINT64_MAX;
    c->story->schedule = 7;
    c->story->switches = 1;
    c = add(&r, "final_cart", KIND_OUTPUT, CHECK_FAILED, 0, 2);
    c->case_id = xstrdup("secret");
    c->hidden = true;
    c->failed_cases = c->failed_hidden_cases = 1;
    c->message = xstrdup("this fails in a hidden case");
    c->hint = xstrdup("join first");
    add_timeline(&r);
    return r;
}

static char *print(const struct result *r)
{
    struct buffer b = {0};
    struct terminal_options o = {.width = 80};
    terminal_report(&b, r, &o);
    return buffer_take(&b);
}

static void lost_points_come_before_what_was_right(void **state)
{
    (void)state;
    struct result r = sample();
    char *text = print(&r);
    const char *failed = strstr(text, "Title of no_race"),
               *passed = strstr(text, "Title of adds_all");
    assert_non_null(failed);
    assert_non_null(passed);
    assert_true(failed < passed);
    assert_non_null(strstr(text, "0 of 4 points"));
    assert_non_null(strstr(text, "cart_lock.c line 12 in add()"));
    assert_non_null(strstr(text, "lock the cart"));
    assert_non_null(strstr(text, "REJECTED   3.33 of 10 points   2 things to mend"));
    free(text);
    result_free(&r);
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    (void)state;
    struct result r = sample();
    free(r.checks[1].message);
    r.checks[1].message = xcalloc(1, 4001);
    memset(r.checks[1].message, 'm', 4000);
    char *text = print(&r);
    for (char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 80 + 8); /* marks take three bytes and one column */
    free(text);
    result_free(&r);
}

static void bytes_of_a_stranger_cannot_steer_the_terminal(void **state)
{
    (void)state;
    struct result r = sample();
    char *text = print(&r);
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "\\x1b[31mcolour\\xff"));
    free(text);
    result_free(&r);
}

static void hidden_cases_are_counted_but_not_named(void **state)
{
    (void)state;
    struct result r = sample();
    char *text = print(&r);
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "join first"));
    const char *hidden = strstr(text, "2 hidden ones");
    assert_non_null(hidden);
    assert_non_null(strstr(hidden, "there: final_cart."));
    free(text);
    result_free(&r);
}

static void trouble_of_the_machine_blames_nobody(void **state)
{
    (void)state;
    struct result r = {.state = RESULT_ERROR,
                       .exercise = xstrdup("x"),
                       .title = xstrdup("x"),
                       .submission = xstrdup("x.c"),
                       .error = xstrdup("no sandbox")};
    char *text = print(&r);
    assert_non_null(strstr(text, "no sandbox"));
    assert_null(strstr(text, "REJECTED"));
    json_t *object = result_to_json(&r);
    assert_string_equal(json_string_value(json_object_get(object, "verdict")), "error");
    assert_string_equal(json_string_value(json_object_get(object, "error")), "no sandbox");
    assert_null(json_object_get(object, "score"));
    json_decref(object);
    free(text);
    result_free(&r);
}

static void json_has_the_promised_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {"schema", "exercise",  "submission", "verdict",
                                       "score",  "max_score", "checks"};
    static const char *const check_keys[] = {"id",     "kind",       "title",    "status",
                                             "points", "max_points", "case",     "engine",
                                             "seed",   "message",    "locations"};
    struct result r = sample();
    json_t *object = result_to_json(&r),
           *check = json_array_get(json_object_get(object, "checks"), 0);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_non_null(json_object_get(object, keys[i]));
    for (size_t i = 0; i < sizeof check_keys / sizeof check_keys[0]; i++)
        assert_non_null(json_object_get(check, check_keys[i]));
    assert_true(json_is_null(json_object_get(check, "message")));
    struct buffer text = {0};
    json_write(&text, object, false);
    assert_non_null(strstr(text.data, "\"score\":3.33,\"max_score\":10,"));
    buffer_free(&text);
    json_decref(object);
    result_free(&r);
}

static void json_can_be_read_back(void **state)
{
    (void)state;
    struct result r = sample(), back;
    json_t *first = result_to_json(&r);
    assert_int_equal(result_from_json(first, &back), 0);
    json_t *second = result_to_json(&back);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    result_free(&r);
    result_free(&back);
}

static void a_story_stands_side_by_side(void **state)
{
    (void)state;
    struct result r = sample();
    char *text = print(&r);
    assert_non_null(strstr(text, "main thread                      thread 2 (add)\n"));
    assert_non_null(strstr(text, "    1.500 s                                   12: count++;\n"));
    assert_non_null(strstr(text, "reads count = 1 (3 times)\n"));
    assert_non_null(strstr(text, "An item is lost."));
    assert_non_null(strstr(text, "grader replay cart_lock ann/cart_lock.c --case notebook "
                                 "--schedule 0,1,1\n"));
    free(text);
    result_free(&r);
}

static size_t widest(const char *text)
{
    size_t most = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t width = text_width(line, strcspn(line, "\n"));
        most = width > most ? width : most;
    }
    return most;
}

/* Tasks as asked for, 100 steps, one of them broken, one a switch to another task. */
static char *print_story(size_t columns, size_t broken, size_t turn)
{
    struct story *s = xcalloc(1, sizeof *s);
    struct terminal_options o = {.width = 80};
    struct buffer b = {0};
    for (size_t i = 0; i < columns; i++)
        story_add_column(s, "thread (with_a_very_long_name_of_its_routine)");
    for (size_t i = 0; i < 100; i++) {
        struct story_step *step = story_add_step(s, (int)(i % columns));
        step->line = (int)i + 1;
        step->source = xstrdup("pthread_mutex_lock(&table->forks[(seat + 1) % table->seats]);");
        step->what = i == broken ? xstrdup("\033[31mwrites a_variable_with_a_name_that_is_long = 1")
                                 : xstrdup("locks");
        step->is_broken = i == broken;
        step->is_switch = i == turn;
    }
    story_text(&b, s, &o);
    story_free(s);
    return buffer_take(&b);
}

static void stories_keep_to_the_width_whatever_their_columns(void **state)
{
    (void)state;
    for (size_t columns = 1; columns <= 6; columns++) {
        char *text = print_story(columns, 50, 20);
        assert_true(widest(text) <= 80);
        assert_null(strchr(text, '\033'));
        free(text);
    }
}

static void long_stories_are_cut_but_not_where_they_break(void **state)
{
    (void)state;
    char *text = print_story(2, 50, 0);
    assert_non_null(strstr(text, "… 39 steps left out …\n"));
    assert_non_null(strstr(text, "… 36 steps left out …\n"));
    assert_non_null(strstr(text, " 51:"));
    assert_non_null(strstr(text, " 100:"));
    assert_null(strstr(text, " 30:"));
    free(text);
    text = print_story(2, 50, 29);
    assert_non_null(strstr(text, "… 20 steps left out …\n"));
    assert_non_null(strstr(text, " 28:"));
    assert_non_null(strstr(text, " 30:"));
    assert_null(strstr(text, " 40:"));
    free(text);
}

static void stories_and_timelines_survive_json(void **state)
{
    (void)state;
    struct result r = sample(), back;
    json_t *object = result_to_json(&r);
    assert_int_equal(result_from_json(object, &back), 0);
    const struct story *s = back.checks[1].story;
    assert_non_null(s);
    assert_int_equal(s->column_count, 2);
    assert_string_equal(s->columns[1], "thread 2 (add)");
    assert_int_equal(s->step_count, 2);
    assert_string_equal(s->steps[0].source, "count++;");
    assert_int_equal(s->steps[0].repeats, 3);
    assert_int_equal(s->steps[0].time_ns, 1500000000);
    assert_true(s->steps[1].is_switch && s->steps[1].is_broken);
    assert_true(s->seed == UINT64_MAX);
    assert_null(back.checks[0].story);
    assert_int_equal(back.timeline_count, 1);
    const struct timeline *t = back.timelines;
    assert_int_equal(t->end, RUN_DEADLOCK);
    assert_string_equal(t->lanes[1].name, "thread 2 (add)");
    assert_int_equal(t->lanes[1].parent, 0);
    assert_int_equal(t->lanes[0].to_ns, 2000000000);
    assert_int_equal(t->event_count, 2); /* the wait began first */
    assert_int_equal(t->events[0].kind, TIMELINE_WAIT);
    assert_int_equal(t->events[1].from_ns, 1000000000);
    assert_string_equal(t->events[1].text, "Total: 1");
    json_decref(object);
    result_free(&r);
    result_free(&back);
}

static void indices_out_of_range_are_refused(void **state)
{
    (void)state;
    struct result r = sample(), back;
    json_t *object = result_to_json(&r);
    json_t *line = json_array_get(json_object_get(object, "timelines"), 0);
    json_t *event = json_array_get(json_object_get(line, "events"), 0);
    json_object_set_new(event, "lane", json_integer(2));
    assert_int_equal(result_from_json(object, &back), -1);
    json_object_set_new(event, "lane", json_integer(1));
    json_t *story = json_object_get(json_array_get(json_object_get(object, "checks"), 1), "story");
    json_object_set_new(json_array_get(json_object_get(story, "steps"), 0), "column",
                        json_integer(-1));
    assert_int_equal(result_from_json(object, &back), -1);
    json_decref(object);
    result_free(&r);
}

static void json_of_somebody_else_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"{}", "[]", "{\"verdict\": 3}",
                                        "{\"verdict\": \"accepted\", \"exercise\": \"x\"}",
                                        ("{\"verdict\":\"accepted\",\"exercise\":\"x\","
                                         "\"submission\":\"y\",\"checks\":[{\"id\":1}]}")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct result r;
        json_t *object = json_loads(texts[i], 0, NULL);
        assert_int_equal(result_from_json(object, &r), -1);
        json_decref(object);
    }
}

/* Two students by two exercises: graded, error, missing, missing. */
static struct class_report class_sample(void)
{
    struct class_report c = {.student_count = 2, .exercise_count = 2, .ignored_count = 0};
    c.students = xcalloc(2, sizeof *c.students);
    c.students[0] = xstrdup("=HYPERLINK(\"x\")");
    c.students[1] = xstrdup("<bob>");
    c.exercises = xcalloc(2, sizeof *c.exercises);
    c.exercises[0] = xstrdup("cart_lock");
    c.exercises[1] = xstrdup("pool_map");
    c.max_scores = xcalloc(2, sizeof *c.max_scores);
    c.max_scores[0] = c.max_scores[1] = 10;
    c.entries = xcalloc(4, sizeof *c.entries);
    c.entries[0] = (struct class_entry){ENTRY_GRADED, sample()};
    c.entries[1] = (struct class_entry){ENTRY_ERROR,
                                        {.state = RESULT_ERROR,
                                         .exercise = xstrdup("pool_map"),
                                         .submission = xstrdup("p.c"),
                                         .error = xstrdup("no \"memory\"")}};
    return c;
}

static void csv_shows_errors_and_missing_apart_from_zeros(void **state)
{
    (void)state;
    struct class_report c = class_sample();
    struct buffer b = {0};
    class_csv(&b, &c);
    assert_string_equal(b.data, "student,cart_lock,pool_map,total,maximum\r\n"
                                "\"'=HYPERLINK(\"\"x\"\")\",3.33,error,3.33,20.00\r\n"
                                "<bob>,missing,missing,0.00,20.00\r\n");
    buffer_free(&b);
    class_free(&c);
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *p = text; (p = strstr(p, word)); p++)
        count++;
    return count;
}

static void junit_counts_what_it_holds(void **state)
{
    (void)state;
    struct class_report c = class_sample();
    struct buffer b = {0};
    class_junit(&b, &c);
    assert_non_null(strstr(b.data, "<testsuites name=\"grader\" tests=\"6\" failures=\"2\" "
                                   "errors=\"1\" skipped=\"2\">"));
    assert_int_equal(occurrences(b.data, "<testcase "), 6);
    assert_int_equal(occurrences(b.data, "<failure "), 2);
    assert_int_equal(occurrences(b.data, "<error "), 1);
    assert_int_equal(occurrences(b.data, "<skipped "), 2);
    assert_null(strstr(b.data, "<bob>"));
    assert_null(strchr(b.data, '\033'));
    assert_non_null(strstr(b.data, "no &quot;memory&quot;"));
    buffer_free(&b);
    class_free(&c);
}

static void the_table_names_every_state(void **state)
{
    (void)state;
    struct class_report c = class_sample();
    struct buffer b = {0};
    class_table(&b, &c, false);
    assert_non_null(strstr(b.data, "3.33     error   3.33"));
    assert_non_null(strstr(b.data, "missing   missing   0.00"));
    buffer_free(&b);
    class_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_points_come_before_what_was_right),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(bytes_of_a_stranger_cannot_steer_the_terminal),
        cmocka_unit_test(hidden_cases_are_counted_but_not_named),
        cmocka_unit_test(trouble_of_the_machine_blames_nobody),
        cmocka_unit_test(json_has_the_promised_keys),
        cmocka_unit_test(json_can_be_read_back),
        cmocka_unit_test(a_story_stands_side_by_side),
        cmocka_unit_test(stories_keep_to_the_width_whatever_their_columns),
        cmocka_unit_test(long_stories_are_cut_but_not_where_they_break),
        cmocka_unit_test(stories_and_timelines_survive_json),
        cmocka_unit_test(indices_out_of_range_are_refused),
        cmocka_unit_test(json_of_somebody_else_is_refused),
        cmocka_unit_test(csv_shows_errors_and_missing_apart_from_zeros),
        cmocka_unit_test(junit_counts_what_it_holds),
        cmocka_unit_test(the_table_names_every_state),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
