/* A fault that needs an interleaving: found, shortened, told with lines and values, run again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

#define EXERCISE "bank_withdraw"
#define FAULTY   "solutions/bank_withdraw/rejected/two_locked_steps.c"
#define RIGHT    "solutions/bank_withdraw/accepted/mutex.c"

/* The check that fails first in the object that `explore` prints; the object is the caller's. */
static json_t *explore(const char *file, int status, json_t **first)
{
    struct outcome o;
    run_grader(&o, "explore", "--format", "json", "--schedules", "300", EXERCISE, file);
    assert_int_equal(o.status, status);
    json_t *root = json_loads(o.out, 0, NULL), *check;
    assert_non_null(root);
    size_t i;
    *first = NULL;
    json_array_foreach(json_object_get(root, "checks"), i,
                       check) if (!*first &&
                                  strcmp(json_string_value(json_object_get(check, "status")),
                                         "failed") == 0) *first = check;
    outcome_free(&o);
    return root;
}

static void test_found_and_told(void **state)
{
    (void)state;
    need_sandbox();
    json_t *check;
    json_t *root = explore(FAULTY, 1, &check);
    assert_non_null(check);
    assert_string_equal(json_string_value(json_object_get(check, "engine")), "explore");
    assert_int_equal(json_integer_value(json_object_get(check, "seed")), 1);
    const json_t *story = json_object_get(check, "story");
    assert_true(json_integer_value(json_object_get(story, "switches")) <= 3);
    size_t i;
    json_t *step;
    bool reads = false, has_source = false;
    json_array_foreach(json_object_get(story, "steps"), i, step)
    {
        const char *what = json_string_value(json_object_get(step, "what"));
        const char *source = json_string_value(json_object_get(step, "source"));
        reads |= what && strstr(what, "reads funds = ");
        has_source |= source && strstr(source, "funds >= amount") &&
                      json_integer_value(json_object_get(step, "line")) > 0;
    }
    assert_true(reads);
    assert_true(has_source);
    json_decref(root);
}

static void test_right_is_right(void **state)
{
    (void)state;
    need_sandbox();
    json_t *check;
    json_t *root = explore(RIGHT, 0, &check);
    assert_null(check);
    json_decref(root);
}

static void replay(struct outcome *o, const char *file, const char *id, const char *schedule)
{
    run_grader(o, "replay", EXERCISE, file, "--case", id, "--schedule", schedule);
}

static void test_run_again(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome first, second;
    json_t *check;
    json_t *root = explore(FAULTY, 1, &check);
    const char *choices =
        json_string_value(json_object_get(json_object_get(check, "story"), "choices"));
    const char *id = json_string_value(json_object_get(check, "case"));
    assert_non_null(choices);
    replay(&first, FAULTY, id, choices);
    replay(&second, FAULTY, id, choices);
    assert_int_equal(first.status, 1);
    assert_string_equal(first.out, second.out);
    assert_non_null(strstr(first.out, "reads funds = "));
    assert_non_null(strstr(first.out, "Broken    Each line follows from the one before it"));
    outcome_free(&first);
    outcome_free(&second);
    replay(&first, FAULTY, id, "-"); /* the plain one, in which nothing goes wrong */
    assert_int_equal(first.status, 0);
    assert_non_null(strstr(first.out, "nothing is wrong"));
    outcome_free(&first);
    json_decref(root);
    assert_nothing_left();
}

static void test_wrong_calls(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    replay(&o, FAULTY, "notebook", "nonsense");
    assert_outcome(&o, 2, "cannot be read");
    outcome_free(&o);
    replay(&o, FAULTY, "nowhere", "-");
    assert_outcome(&o, 2, "has no case 'nowhere'");
    outcome_free(&o);
    run_grader(&o, "replay", EXERCISE, FAULTY);
    assert_outcome(&o, 2, "something is missing");
    outcome_free(&o);
    run_grader(&o, "explore", EXERCISE);
    assert_outcome(&o, 2, "something is missing");
    outcome_free(&o);
}

/* Processes are nothing that the explorer follows: it says so, and accuses nobody. */
static void test_processes_are_left_alone(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    run_grader(&o, "check", "--format", "json", "say_hello",
               "solutions/say_hello/accepted/processes.c");
    assert_int_equal(o.status, 0);
    json_t *root = json_loads(o.out, 0, NULL);
    const char *note = json_string_value(json_array_get(json_object_get(root, "notes"), 0));
    assert_non_null(note);
    assert_non_null(strstr(note, "it uses fork"));
    json_decref(root);
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_and_told),
        cmocka_unit_test(test_right_is_right),
        cmocka_unit_test(test_run_again),
        cmocka_unit_test(test_wrong_calls),
        cmocka_unit_test(test_processes_are_left_alone),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
