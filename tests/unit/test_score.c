/* The score: weights, rounding, what earns nothing, and what a hidden case gives away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "judge/result.h"

#define CASES  3
#define CHECKS 3

/* Three cases and three checks; everything passes until a test says otherwise. */
struct world {
    struct spec spec;
    struct spec_case cases[CASES];
    struct spec_check checks[CHECKS];
    struct case_verdict verdicts[CASES];
    struct verdict cells[CASES][CHECKS];
    enum engine engines[CASES][CHECKS];
    bool varies[CASES][CHECKS];
    struct extra_verdict extras[CASES];
    struct result result;
};

static char *no_args[] = {NULL};
static char *secret_args[] = {"Ann:Books", "Zacharias", "12", NULL};

static void world_begin(struct world *w)
{
    *w = (struct world){0};
    static const char *const case_ids[] = {"first", "second", "third"};
    static const char *const ids[] = {"prints", "no_race", "in_time"};
    static const enum check_kind kinds[] = {KIND_OUTPUT, KIND_RACE, KIND_TIME};
    for (size_t i = 0; i < CASES; i++) {
        w->cases[i] = (struct spec_case){.id = (char *)case_ids[i], .weight = 1, .args = no_args};
        w->verdicts[i] = (struct case_verdict){.test_case = &w->cases[i],
                                               .checks = w->cells[i],
                                               .check_engines = w->engines[i],
                                               .varies = w->varies[i],
                                               .check_count = CHECKS,
                                               .extras = &w->extras[i],
                                               .output_passed = true};
        for (size_t k = 0; k < CHECKS; k++)
            w->engines[i][k] = ENGINE_NATIVE;
    }
    for (size_t i = 0; i < CHECKS; i++)
        w->checks[i] = (struct spec_check){.id = (char *)ids[i],
                                           .title = "A title",
                                           .kind = kinds[i],
                                           .points = 1,
                                           .rule = i == 1 ? RULE_NO_FINDING : RULE_TOTAL};
    w->spec.cases = w->cases;
    w->spec.case_count = CASES;
    w->spec.checks = w->checks;
    w->spec.check_count = CHECKS;
}

static void fails(struct world *w, size_t c, size_t check, char *expected, char *seen)
{
    w->cells[c][check] =
        (struct verdict){.status = VERDICT_FAILED, .expected = expected, .seen = seen};
    if (w->checks[check].kind == KIND_OUTPUT)
        w->verdicts[c].output_passed = false;
}

static const struct check_result *scored(struct world *w, size_t check)
{
    result_free(&w->result);
    score_result(&w->spec, w->verdicts, CASES, &w->result);
    return &w->result.checks[check];
}

static void points_are(struct world *w, size_t check, double points)
{
    assert_true(scored(w, check)->points == points);
}

static void hide(struct world *w, size_t c)
{
    w->cases[c].hidden = true;
    w->cases[c].args = secret_args;
    w->cases[c].arg_count = 3;
}

static void full_marks(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.checks[0].points = 0.1;
    w.checks[1].points = 0.2;
    const struct check_result *c = scored(&w, 0);
    assert_int_equal(c->status, CHECK_PASSED);
    assert_null(c->message);
    assert_null(c->case_id);
    assert_true(w.result.accepted);
    assert_true(w.result.score == 1.3 && w.result.max_score == 1.3);
    assert_int_equal(w.result.check_count, CHECKS);
    result_free(&w.result);
}

static void points_go_by_weight(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    fails(&w, 0, 2, "x", "y");
    points_are(&w, 2, 0.67);
    w.cases[0].weight = 2;
    points_are(&w, 2, 0.5);
    assert_false(w.result.accepted);
    assert_int_equal(w.result.checks[2].status, CHECK_FAILED);
    assert_int_equal(w.result.checks[2].failed_cases, 1);
    assert_int_equal(w.result.checks[2].case_count, 3);
    fails(&w, 1, 2, "x", "y");
    fails(&w, 2, 2, "x", "y");
    points_are(&w, 2, 0);
    result_free(&w.result);
}

static void partial_is_never_full(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.cases[0].weight = 0.0001;
    fails(&w, 0, 2, "x", "y");
    points_are(&w, 2, 0.99);
    w.checks[2].points = 0.01;
    points_are(&w, 2, 0);
    w.cases[0].weight = 0; /* a case without weight takes no points, but it still counts */
    w.checks[2].points = 1;
    points_are(&w, 2, 0.99);
    result_free(&w.result);
}

/* Which cases show a race is chance: points by case would change from run to run. */
static void luck_earns_nothing(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    fails(&w, 0, 0, "x", "y");
    points_are(&w, 0, 0.67);
    points_are(&w, 1, 0.67);
    w.varies[0][0] = true;
    points_are(&w, 0, 0);
    points_are(&w, 1, 1); /* what fails by chance does not make the output wrong for others */
    fails(&w, 1, 0, "x", "y");
    points_are(&w, 0, 0);
    points_are(&w, 1, 1);
    assert_false(w.result.accepted);
    result_free(&w.result);
}

static void some_kinds_need_output(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    fails(&w, 0, 0, "x", "y");
    points_are(&w, 1, 0.67);
    const struct check_result *race = &w.result.checks[1];
    assert_int_equal(race->status, CHECK_PASSED);
    assert_null(race->message);
    assert_non_null(strstr(race->hint, "only in cases whose output is right"));
    points_are(&w, 2, 1);
    result_free(&w.result);
}

static void silent_cases_earn_with_others(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    w.verdicts[0].silent = w.verdicts[1].silent = true;
    points_are(&w, 2, 1);
    fails(&w, 2, 0, "x", "y");
    points_are(&w, 0, 0);
    points_are(&w, 1, 0);
    points_are(&w, 2, 0.33);
    result_free(&w.result);
}

static void skipped_costs_nothing(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    for (size_t i = 0; i < CASES; i++)
        w.cells[i][1] =
            (struct verdict){.status = VERDICT_SKIPPED, .seen = "Not judged: no engine"};
    const struct check_result *c = scored(&w, 1);
    assert_int_equal(c->status, CHECK_SKIPPED);
    assert_true(c->points == 1);
    assert_string_equal(c->message, "Not judged: no engine.");
    assert_true(w.result.accepted);
    /* But not to a program that gets no output right. */
    for (size_t i = 0; i < CASES; i++)
        fails(&w, i, 0, "x", "y");
    points_are(&w, 1, 0);
    for (size_t i = 0; i < CASES; i++) {
        w.cells[i][0] = (struct verdict){0};
        w.verdicts[i].output_passed = true;
    }
    /* Judged in some cases: those share the points. */
    fails(&w, 0, 1, NULL, "a race");
    w.cells[1][1] = (struct verdict){0};
    points_are(&w, 1, 0.5);
    result_free(&w.result);
}

static void messages_are_sentences(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    fails(&w, 1, 2, "`b` 2 s after `a`", "it came at once");
    const struct check_result *c = scored(&w, 2);
    assert_string_equal(c->message, "Expected `b` 2 s after `a`, but it came at once.");
    assert_string_equal(c->case_id, "second");
    assert_string_equal(c->engine, "native");
    fails(&w, 1, 2, NULL, "the sum is wrong!");
    assert_string_equal(scored(&w, 2)->message, "The sum is wrong!");
    result_free(&w.result);
}

static void public_failures_are_shown_first(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    hide(&w, 0);
    fails(&w, 0, 2, "Zacharias", "secret");
    fails(&w, 1, 2, "this", "that");
    const struct check_result *c = scored(&w, 2);
    assert_string_equal(c->case_id, "second");
    assert_false(c->hidden);
    assert_int_equal(c->failed_cases, 2);
    assert_int_equal(c->failed_hidden_cases, 1);
    assert_int_equal(w.result.hidden_case_count, 1);
    result_free(&w.result);
}

static void hidden_cases_keep_their_secrets(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    hide(&w, 0);
    w.checks[2].hint = "Sleep once";
    fails(&w, 0, 2, "Zacharias to be greeted", "he was not");
    w.cells[0][2].excerpt = "Zacharias";
    const struct check_result *c = scored(&w, 2);
    assert_true(c->hidden);
    assert_null(c->expected);
    assert_null(c->seen);
    assert_null(c->excerpt);
    assert_string_equal(c->message, "This fails in a hidden case, whose arguments are not shown: A "
                                    "title.");
    assert_string_equal(c->hint, "Sleep once"); /* told beside the message */
    result_free(&w.result);
}

static void hidden_findings_are_told_without_arguments(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    hide(&w, 0);
    struct location place = {.file = "cart.c", .line = 12};
    fails(&w, 0, 1, NULL, "Line 12 and line 20 of cart.c touch `total` at once");
    w.cells[0][1].locations = &place;
    w.cells[0][1].location_count = 1;
    const struct check_result *c = scored(&w, 1);
    assert_string_equal(c->message,
                        "In a hidden case: Line 12 and line 20 of cart.c touch `total` at once.");
    assert_int_equal(c->location_count, 1);
    w.cells[0][1].seen = "Thread 2 (Books) wrote";
    c = scored(&w, 1);
    assert_null(strstr(c->message, "Books"));
    assert_int_equal(c->locations[0].line, 12);
    result_free(&w.result);
}

static void extras_come_once(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    for (size_t i = 1; i < CASES; i++) {
        w.extras[i] =
            (struct extra_verdict){.kind = KIND_LIMITS,
                                   .id = "in_time", /* a check has this id */
                                   .title = "Time limit",
                                   .engine = ENGINE_TSAN,
                                   .verdict = {.status = VERDICT_FAILED, .seen = "too slow"}};
        w.verdicts[i].extra_count = 1;
    }
    scored(&w, 0);
    assert_int_equal(w.result.check_count, CHECKS + 1);
    const struct check_result *c = &w.result.checks[CHECKS];
    assert_string_equal(c->id, "in_time_2");
    assert_int_equal(c->status, CHECK_FAILED);
    assert_true(c->max_points == 0 && c->points == 0);
    assert_int_equal(c->failed_cases, 2);
    assert_string_equal(c->case_id, "second");
    assert_string_equal(c->engine, "tsan");
    assert_string_equal(c->message, "Too slow.");
    assert_false(w.result.accepted);
    assert_true(w.result.score == 3);
    result_free(&w.result);
}

static void failed_builds_earn_nothing(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w);
    score_build_failure(&w.spec, "There is an error in line 3.", &w.result);
    assert_int_equal(w.result.check_count, CHECKS + 1);
    assert_string_equal(w.result.checks[0].id, "build");
    assert_int_equal(w.result.checks[0].status, CHECK_FAILED);
    assert_int_equal(w.result.checks[0].kind, KIND_BUILD);
    assert_int_equal(w.result.checks[1].status, CHECK_SKIPPED);
    assert_true(w.result.score == 0 && w.result.max_score == 3);
    assert_false(w.result.accepted);
    result_free(&w.result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_marks),
        cmocka_unit_test(points_go_by_weight),
        cmocka_unit_test(partial_is_never_full),
        cmocka_unit_test(luck_earns_nothing),
        cmocka_unit_test(some_kinds_need_output),
        cmocka_unit_test(silent_cases_earn_with_others),
        cmocka_unit_test(skipped_costs_nothing),
        cmocka_unit_test(messages_are_sentences),
        cmocka_unit_test(public_failures_are_shown_first),
        cmocka_unit_test(hidden_cases_keep_their_secrets),
        cmocka_unit_test(hidden_findings_are_told_without_arguments),
        cmocka_unit_test(extras_come_once),
        cmocka_unit_test(failed_builds_earn_nothing),
    };
    return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
