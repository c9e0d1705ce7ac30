/* grader explore --plain on the programs of tests/explore, each with its verdict in its first line.
 */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "program.h"

static const char broken_program[] = "int main(void) { return x; }\n";

/* `// explore: faulty deadlock; args: …; no-races` */
struct label {
    char text[200];
    bool is_faulty, is_clean, no_races, of_exercise;
    char kinds[40]; /* KIND[,KIND...] */
};

static struct label read_label(const char *path)
{
    struct label l = {0};
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(l.text, sizeof l.text, f));
    fclose(f);
    l.is_faulty = sscanf(l.text, "// explore: faulty %39[a-z,]", l.kinds) == 1;
    l.is_clean = strstr(l.text, "explore: clean") != NULL;
    l.no_races = strstr(l.text, "no-races") != NULL;
    l.of_exercise = strstr(l.text, "exercise:") != NULL;
    assert_true(l.is_faulty || l.is_clean || strstr(l.text, "explore: unsupported"));
    return l;
}

static json_t *explore_json(const char *path, bool no_races, const char *seed, int status)
{
    struct outcome o;
    if (no_races)
        run_grader(&o, "explore", "--plain", "--format", "json", "--seed", seed, "--schedules",
                   "1000", "--no-races", path);
    else
        run_grader(&o, "explore", "--plain", "--format", "json", "--seed", seed, "--schedules",
                   "1000", path);
    if (o.status != status)
        print_message("%s: status %d\n%s%s", path, o.status, o.out, o.err);
    assert_int_equal(o.status, status);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_non_null(root);
    outcome_free(&o);
    return root;
}

static void check_program(const char *path)
{
    struct label l = read_label(path);
    if (l.of_exercise)
        return; /* only its exercise can say what is wrong with it */
    json_t *root = explore_json(path, l.no_races, "1", l.is_faulty ? 1 : l.is_clean ? 0 : 4);
    json_t *findings = json_object_get(root, "findings");
    assert_string_equal(json_string_value(json_object_get(root, "verdict")), l.is_faulty ? "faulty"
                                                                             : l.is_clean
                                                                                 ? "clean"
                                                                                 : "unsupported");
    if (l.is_faulty) {
        const json_t *first = json_array_get(findings, 0);
        assert_non_null(strstr(l.kinds, json_string_value(json_object_get(first, "kind"))));
        assert_true(json_integer_value(json_object_get(root, "first_failure")) > 0);
        assert_true(json_array_size(json_object_get(first, "locations")) > 0);
    } else {
        assert_int_equal(json_array_size(findings), 0);
    }
    json_decref(root);
}

static void check_folder(const char *pattern)
{
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_program(found.gl_pathv[i]);
    globfree(&found);
    assert_nothing_left();
}

static void classic_programs_fail(void **state)
{
    (void)state;
    need_sandbox();
    check_folder("tests/explore/classic/*.c");
}

static void faulty_programs_fail(void **state)
{
    (void)state;
    need_sandbox();
    check_folder("tests/explore/faulty/*.c");
}

static void correct_programs_are_not_accused(void **state)
{
    (void)state;
    need_sandbox();
    check_folder("tests/explore/clean/*.c");
}

/* Right and wrong ones in the manner of the verification contest. */
static void contest_programs_are_told_apart(void **state)
{
    (void)state;
    need_sandbox();
    check_folder("tests/explore/contest/*.c");
}

static void others_are_not_judged(void **state)
{
    (void)state;
    need_sandbox();
    check_folder("tests/explore/unsupported/*.c");
    json_t *root = explore_json("tests/explore/unsupported/fork.c", false, "1", 4);
    const char *why = json_string_value(json_object_get(root, "unsupported"));
    assert_non_null(strstr(why, "fork()"));
    assert_non_null(strstr(why, "fork.c:8"));
    json_decref(root);
}

static void the_same_seed_is_the_same_run(void **state)
{
    (void)state;
    need_sandbox();
    const char *path = "tests/explore/classic/dining_5.c";
    json_t *a = explore_json(path, false, "7", 1), *b = explore_json(path, false, "7", 1);
    assert_true(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

static bool tells(const json_t *list, const char *kind)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(list, i), "kind")), kind) == 0)
            return true;
    return false;
}

/* A reader can tell a program that only has a race from one whose assertion fails. */
static void what_lies_behind_a_race_is_found(void **state)
{
    (void)state;
    need_sandbox();
    json_t *root = explore_json("tests/explore/faulty/race_and_assertion.c", false, "1", 1);
    const json_t *findings = json_object_get(root, "findings");
    assert_true(tells(findings, "race"));
    assert_true(tells(findings, "assert"));
    json_t *last = json_array_get(findings, json_array_size(findings) - 1);
    assert_true(json_integer_value(json_object_get(root, "first_failure")) <
                json_integer_value(json_object_get(last, "schedule")));
    json_decref(root);
}

static void sloppiness_is_noted_and_no_fault(void **state)
{
    (void)state;
    need_sandbox();
    json_t *root = explore_json("tests/explore/clean/left_behind.c", false, "1", 0);
    assert_string_equal(json_string_value(json_object_get(root, "verdict")), "clean");
    const json_t *notes = json_object_get(root, "notes");
    assert_true(tells(notes, "unjoined"));
    assert_true(tells(notes, "misuse"));
    json_decref(root);
}

static void bad_calls_say_why(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    run_grader(&o, "explore", "--plain", scratch_file("broken.c", broken_program));
    assert_int_equal(o.status, 2);
    assert_non_null(strstr(o.err, "does not build"));
    outcome_free(&o);
    run_grader(&o, "explore", "--plain", "no_such_file.c");
    assert_outcome(&o, 2, "no_such_file.c");
    outcome_free(&o);
    run_grader(&o, "explore", "--plain", "--strategy", "poss", "x.c");
    assert_outcome(&o, 2, "pos");
    outcome_free(&o);
    assert_nothing_left();
}

/* Builds with the real bubblewrap; at the program's start is killed, and leaves a child behind. */
static const char *bubblewrap_that_dies(void)
{
    cleanup_free char *text = xasprintf("#!/bin/sh\n"
                                        "case \"$*\" in\n"
                                        "*/explored*) sleep 600 & echo $! >'%s'; kill -9 $$ ;;\n"
                                        "esac\n"
                                        "PATH='%s' exec bwrap \"$@\"\n",
                                        scratch("left"), getenv("PATH"));
    const char *path = scratch_file("bin/bwrap", text);
    assert_int_equal(chmod(path, 0755), 0);
    return scratch("bin");
}

static pid_t left_behind(void)
{
    int pid = 0;
    FILE *f = fopen(scratch("left"), "re");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%d", &pid), 1);
    fclose(f);
    return pid;
}

/* What is left of it holds the pipes that answers come through: they do not end. */
static void a_sandbox_that_is_killed_is_not_waited_for(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    cleanup_free char *before = xstrdup(getenv("PATH"));
    cleanup_free char *path = xasprintf("%s:%s", bubblewrap_that_dies(), before);
    setenv("PATH", path, 1);
    run_grader(&o, "explore", "--plain", "tests/explore/clean/c11.c");
    setenv("PATH", before, 1);
    assert_outcome(&o, 3, "the sandbox could not start a program");
    outcome_free(&o);
    pid_t left = left_behind();
    assert_int_equal(kill(left, SIGKILL), 0); /* it lives: nobody has waited for its end */
    assert_nothing_left();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classic_programs_fail),
        cmocka_unit_test(faulty_programs_fail),
        cmocka_unit_test(correct_programs_are_not_accused),
        cmocka_unit_test(contest_programs_are_told_apart),
        cmocka_unit_test(others_are_not_judged),
        cmocka_unit_test(the_same_seed_is_the_same_run),
        cmocka_unit_test(what_lies_behind_a_race_is_found),
        cmocka_unit_test(sloppiness_is_noted_and_no_fault),
        cmocka_unit_test(bad_calls_say_why),
        cmocka_unit_test(a_sandbox_that_is_killed_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
