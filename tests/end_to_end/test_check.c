/* A right, a wrong and a hostile submission, from the file to the exit code. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static double number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static void a_right_program_is_accepted(void **state)
{
    (void)state;
    need_sandbox();
    json_t *r = check_json("say_hello", scratch_file("right/say_hello.c", hello_right), 0);
    assert_string_equal(text_of(r, "verdict"), "accepted");
    assert_true(number_of(r, "score") == number_of(r, "max_score"));
    assert_int_equal(number_of(r, "schema"), 1);
    assert_string_equal(text_of(r, "exercise"), "say_hello");
    json_decref(r);
    assert_nothing_left();
}

static void points_add_up_to_the_score(void **state)
{
    (void)state;
    need_sandbox();
    json_t *r = check_json("say_hello", scratch_file("seq/hello.c", hello_sequential), 1), *check;
    double sum = 0;
    size_t i;
    assert_string_equal(text_of(r, "verdict"), "rejected");
    json_array_foreach(json_object_get(r, "checks"), i, check)
    {
        sum += number_of(check, "points");
        if (strcmp(text_of(check, "status"), "failed") == 0) {
            assert_non_null(text_of(check, "message"));
            assert_non_null(text_of(check, "case"));
            assert_non_null(text_of(check, "engine"));
        }
    }
    assert_true(sum - number_of(r, "score") < 0.005 && number_of(r, "score") - sum < 0.005);
    assert_true(fails_in(r, "time"));
    assert_true(fails_in(r, "concurrency"));
    assert_false(fails_in(r, "race"));
    json_decref(r);
}

static void a_race_is_found_with_its_line(void **state)
{
    (void)state;
    need_sandbox();
    json_t *r = check_json("say_hello", scratch_file("race/mine.c", hello_race), 1), *check;
    size_t i;
    bool located = false;
    assert_true(fails_in(r, "race"));
    json_array_foreach(json_object_get(r, "checks"), i, check)
    {
        const json_t *place = json_array_get(json_object_get(check, "locations"), 0);
        if (strcmp(text_of(check, "kind"), "race") == 0 && place)
            located |=
                strcmp(text_of(place, "file"), "mine.c") == 0 && number_of(place, "line") == 7;
    }
    assert_true(located);
    json_decref(r);
}

static void a_program_that_does_not_build_earns_nothing(void **state)
{
    (void)state;
    need_sandbox();
    const char *file = scratch_file("broken/say_hello.c", hello_broken);
    json_t *r = check_json("say_hello", file, 1);
    assert_true(fails_in(r, "build"));
    assert_true(number_of(r, "score") == 0);
    const json_t *first = json_array_get(json_object_get(r, "diagnostics"), 0);
    assert_string_equal(text_of(first, "severity"), "error");
    assert_int_equal(number_of(first, "line"), 3);
    json_decref(r);
    struct outcome o;
    run_grader(&o, "check", "say_hello", file);
    assert_non_null(strstr(o.out, ">     3 │     return hello"));
    outcome_free(&o);
    assert_nothing_left();
}

static void a_program_that_does_nothing_earns_nothing(void **state)
{
    (void)state;
    need_sandbox();
    json_t *r =
        check_json("say_hello", scratch_file("idle/x.c", "int main(void) { return 0; }\n"), 1);
    assert_true(number_of(r, "score") < 0.1 * number_of(r, "max_score"));
    json_decref(r);
}

static void a_fork_bomb_is_stopped(void **state)
{
    (void)state;
    need_sandbox();
    json_t *r = check_json("say_hello", scratch_file("bomb/say_hello.c", hello_fork_bomb), 1);
    assert_true(fails_in(r, "limits"));
    json_decref(r);
    assert_nothing_left();
}

static void the_same_file_gets_the_same_report(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome a, b;
    const char *file = scratch_file("seq/hello.c", hello_sequential);
    run_grader(&a, "check", "say_hello", file, "--jobs", "1");
    run_grader(&b, "check", "say_hello", file, "--jobs", "4");
    assert_int_equal(a.status, 1);
    assert_non_null(strstr(a.out, "REJECTED"));
    assert_string_equal(strstr(a.out, "REJECTED"), strstr(b.out, "REJECTED"));
    outcome_free(&a);
    outcome_free(&b);
}

static void a_missing_compiler_is_not_the_students_fault(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    const char *file = scratch_file("right/say_hello.c", hello_right);
    run_grader(&o, "check", "--cc", "no-such-compiler", "--format", "json", "say_hello", file);
    assert_true(o.status == 3 || o.status == 2);
    if (o.status == 3) {
        json_t *r = json_loads(o.out, 0, NULL);
        assert_string_equal(text_of(r, "verdict"), "error");
        assert_non_null(text_of(r, "error"));
        json_decref(r);
    }
    outcome_free(&o);
    assert_nothing_left();
}

/* Until the grader has made its work directory, it has not started: then it is told to end. */
static void an_interrupted_check_leaves_nothing(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    struct stat before, now;
    const char *spin = "int main(void) { for (;;) ; }\n";
    assert_int_equal(stat(scratch("tmp"), &before), 0);
    pid_t pid = start_grader("check", "say_hello", scratch_file("spin/x.c", spin));
    do
        assert_int_equal(stat(scratch("tmp"), &now), 0);
    while (now.st_nlink == before.st_nlink && waitpid(pid, &status, WNOHANG) == 0);
    kill(pid, SIGINT);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_nothing_left();
}

static const char brief_exercise[] =
    "exercise: brief\ntitle: Two visits\nevents:\n"
    "  hello: '^Hello to: (?<name>.*)$'\n  goodbye: '^Goodbye to: (?<name>.*)$'\n"
    "cases:\n  - {id: two, args: [Ann, Ben], engines: [native]}\nchecks:\n"
    "  - {id: each, kind: output, points: 1, each: [hello, goodbye], of: name, in: args, times: "
    "1}\n"
    "  - {id: total, kind: time, points: 1, total: 2 s ± 0.25 s}\n";

static char *read_text(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_true(getdelim(&text, &size, '\0', f) > 0);
    fclose(f);
    return text;
}

/* The clock does not know time-outs of sockets: that costs nothing, hides nothing, and is told. */
static void a_wait_in_real_time_is_told_and_judged_right(void **state)
{
    (void)state;
    need_sandbox();
    const char *exercise = scratch("brief");
    scratch_file("brief/exercise.yaml", brief_exercise);
    char *right = read_text("tests/programs/real_hello.c");
    char *in_turn = malloc(strlen(right) + 32);
    sprintf(in_turn, "#define IN_TURN\n%s", right);
    json_t *r = check_json(exercise, scratch_file("real.c", right), 0);
    const char *note = json_string_value(json_array_get(json_object_get(r, "notes"), 0));
    assert_non_null(note);
    assert_non_null(strstr(note, "SO_RCVTIMEO (real.c:16)"));
    json_decref(r);
    r = check_json(exercise, scratch_file("in_turn.c", in_turn), 1);
    assert_true(fails_in(r, "time"));
    json_decref(r);
    free(right);
    free(in_turn);
    assert_nothing_left();
}

static void run_shows_lines_with_their_times(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    const char *file = scratch_file("right/say_hello.c", hello_right);
    run_grader(&o, "run", "say_hello", file, "--", "Ann");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "0.00"));
    assert_non_null(strstr(o.out, "Hello to: Ann"));
    assert_non_null(strstr(o.out, "2.00"));
    assert_non_null(strstr(o.out, "exit status 0"));
    assert_non_null(strstr(o.out, "started 1 thread and 0 child processes"));
    outcome_free(&o);
    run_grader(&o, "run", "say_hello", scratch_file("broken/say_hello.c", hello_broken));
    assert_outcome(&o, 1, NULL);
    outcome_free(&o);
    assert_nothing_left();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_program_is_accepted),
        cmocka_unit_test(points_add_up_to_the_score),
        cmocka_unit_test(a_race_is_found_with_its_line),
        cmocka_unit_test(a_program_that_does_not_build_earns_nothing),
        cmocka_unit_test(a_program_that_does_nothing_earns_nothing),
        cmocka_unit_test(a_fork_bomb_is_stopped),
        cmocka_unit_test(the_same_file_gets_the_same_report),
        cmocka_unit_test(a_missing_compiler_is_not_the_students_fault),
        cmocka_unit_test(an_interrupted_check_leaves_nothing),
        cmocka_unit_test(a_wait_in_real_time_is_told_and_judged_right),
        cmocka_unit_test(run_shows_lines_with_their_times),
    };
    return cmocka_run_group_tests_name("check", tests, scratch_create, scratch_remove);
}
