/* Bad calls and bad input: one line that says what is wrong, the exit code, and nothing left. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

static void expect(int status, const char *err_part, const char *const *args)
{
    struct outcome o;
    run_grader_(&o, args);
    assert_outcome(&o, status, err_part);
    assert_nothing_left();
    outcome_free(&o);
}
#define EXPECT(status, err_part, ...)                                                              \
    expect(status, err_part, (const char *const[]){__VA_ARGS__, NULL})

static void help_and_version_go_to_standard_output(void **state)
{
    (void)state;
    struct outcome o;
    run_grader(&o, "--help");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "check"));
    outcome_free(&o);
    run_grader(&o, "--version");
    assert_int_equal(strncmp(o.out, "grader ", 7), 0);
    outcome_free(&o);
    static const char *const commands[] = {"check", "batch", "verify", "run", "list", "show"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        run_grader(&o, commands[i], "--help");
        assert_outcome(&o, 0, NULL);
        assert_non_null(strstr(o.out, commands[i]));
        outcome_free(&o);
    }
}

static void wrong_commands_and_options(void **state)
{
    (void)state;
    EXPECT(2, "did you mean `check`", "chek", "say_hello", "x.c");
    EXPECT(2, "something is missing", "check", "say_hello");
    EXPECT(2, "too many", "check", "say_hello", "a.c", "b.c");
    EXPECT(2, "did you mean --format?", "check", "--formt", "json", "say_hello", "a.c");
    EXPECT(2, "is one of terminal, json", "check", "--format", "xml", "say_hello", "a.c");
    EXPECT(2, "whole number", "check", "--jobs", "0", "say_hello", "a.c");
    EXPECT(2, "whole number", "check", "--jobs", "two", "say_hello", "a.c");
    EXPECT(2, "no engine", "check", "--engines", "native,warp", "say_hello", "a.c");
    EXPECT(2, "wants a value", "check", "--format");
    EXPECT(2, "folder of exercises", "list", "--exercises", scratch("nowhere"));
}

static void unknown_exercise_suggests_the_nearest(void **state)
{
    (void)state;
    EXPECT(2, "did you mean 'say_hello'?", "check", "say_helo", "x.c");
    EXPECT(2, "no exercise is called", "check", "nothing_like_any_of_them", "x.c");
    EXPECT(2, "is no exercise", "check", "../..", "x.c");
    EXPECT(2, "is no exercise", "check", "", "x.c");
}

static void missing_and_odd_submissions(void **state)
{
    (void)state;
    EXPECT(2, "missing.c", "check", "say_hello", scratch("missing.c"));
    EXPECT(2, "tmp", "check", "say_hello", scratch("tmp"));
    assert_int_equal(mkfifo(scratch("pipe.c"), 0600), 0);
    EXPECT(2, "pipe.c", "check", "say_hello", scratch("pipe.c"));
}

static void names_cannot_steer_the_terminal(void **state)
{
    (void)state;
    struct outcome o;
    run_grader(&o, "check", "say_hello", "\033[2J\nmissing.c");
    assert_int_equal(o.status, 2);
    assert_null(strchr(o.err, '\033'));
    outcome_free(&o);
}

static void a_source_that_is_no_text_is_rejected(void **state)
{
    (void)state;
    scratch_file("noise.c", "x");
    int fd = open(scratch("noise.c"), O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, "\177ELF\0\1\2\3\377", 9), 9);
    close(fd);
    json_t *r = check_json("say_hello", scratch("noise.c"), 1);
    assert_true(fails_in(r, "build"));
    json_decref(r);
    assert_nothing_left();
}

static void a_huge_source_is_rejected_at_once(void **state)
{
    (void)state;
    scratch_file("huge.c", "");
    assert_int_equal(truncate(scratch("huge.c"), 100 * 1024 * 1024), 0);
    json_t *r = check_json("say_hello", scratch("huge.c"), 1);
    assert_true(fails_in(r, "build"));
    assert_int_equal(json_number_value(json_object_get(r, "score")), 0);
    json_decref(r);
    assert_nothing_left();
}

static const char ten_mistakes[] =
    "exercise: wrong\n"
    "title: [1]\n"                                 /* 1: no text */
    "limits: {time: 10 parsecs, tasks: many}\n"    /* 2, 3 */
    "events:\n  a: '(unclosed'\n"                  /* 4 */
    "cases:\n  - {id: one, args: [], wieght: 2}\n" /* 5 */
    "  - {id: one, args: []}\n"                    /* 6: twice */
    "checks:\n"
    "  - {id: c1, kind: outptu, points: 1, unexpected: none}\n"   /* 7 */
    "  - {id: c2, kind: output, points: -1, unexpected: none}\n"  /* 8 */
    "  - {id: c3, kind: output, points: 1, order: [a, nosuch]}\n" /* 9 */
    "  - {id: c4, kind: time, points: 1, total: '( s'}\n";        /* 10 */

static void all_mistakes_of_a_spec_are_told_at_once(void **state)
{
    (void)state;
    struct outcome o;
    size_t places = 0;
    scratch_file("specs/wrong/exercise.yaml", ten_mistakes);
    run_grader(&o, "check", scratch("specs/wrong"), "x.c");
    assert_int_equal(o.status, 2);
    for (const char *p = o.err; (p = strstr(p, "exercise.yaml:")); p++)
        places++;
    if (places < 10)
        print_error("%s\n", o.err);
    assert_true(places >= 10);
    outcome_free(&o);
    assert_nothing_left();
}

static void an_unreadable_spec_is_told(void **state)
{
    (void)state;
    mkdir(scratch("dir_spec"), 0777);
    mkdir(scratch("dir_spec/exercise.yaml"), 0777);
    EXPECT(2, "exercise.yaml", "check", scratch("dir_spec"), "x.c");
}

static void lists_and_shows(void **state)
{
    (void)state;
    struct outcome o;
    run_grader(&o, "list");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "cart_lock"));
    outcome_free(&o);
    run_grader(&o, "show", "cart_lock");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "Abhi:Books Devansh:Shirt"));
    assert_non_null(strstr(o.out, "in all"));
    outcome_free(&o);
}

static void doctor_tries_each_mechanism(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    run_grader(&o, "doctor", "--format", "json");
    assert_int_equal(o.status, 0);
    json_t *all = json_loads(o.out, 0, NULL), *check;
    size_t i;
    assert_true(json_is_true(json_object_get(all, "usable")));
    assert_true(json_array_size(json_object_get(all, "checks")) >= 8);
    assert_string_equal(json_string_value(json_object_get(all, "isolation")), "bubblewrap");
    json_array_foreach(json_object_get(all, "checks"), i, check)
        assert_true(json_is_true(json_object_get(check, "works")));
    json_decref(all);
    outcome_free(&o);
    run_grader(&o, "doctor", "--cc", "no-such-compiler");
    assert_int_equal(o.status, 3);
    assert_non_null(strstr(o.out, "no-such-compiler"));
    outcome_free(&o);
    assert_nothing_left();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doctor_tries_each_mechanism),
        cmocka_unit_test(help_and_version_go_to_standard_output),
        cmocka_unit_test(wrong_commands_and_options),
        cmocka_unit_test(unknown_exercise_suggests_the_nearest),
        cmocka_unit_test(missing_and_odd_submissions),
        cmocka_unit_test(names_cannot_steer_the_terminal),
        cmocka_unit_test(a_source_that_is_no_text_is_rejected),
        cmocka_unit_test(a_huge_source_is_rejected_at_once),
        cmocka_unit_test(all_mistakes_of_a_spec_are_told_at_once),
        cmocka_unit_test(an_unreadable_spec_is_told),
        cmocka_unit_test(lists_and_shows),
    };
    return cmocka_run_group_tests_name("calls", tests, scratch_create, scratch_remove);
}
