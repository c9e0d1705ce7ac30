/* grader verify --mutate on a small exercise whose spec is strong, or is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

/* What is printed is checked in both; how long the wait is, only with the second half. */
static const char spec_weak[] =
    "exercise: tick\n"
    "events: {tick: '^tick$'}\n"
    "cases: [{id: only, args: []}]\n"
    "checks:\n"
    "  - {id: once, kind: output, points: 1, lines: [tick], are: '{\"tick\"}'}\n"
    "  - {id: nothing_left, kind: cleanup, points: 1}\n";
static const char spec_time[] = "  - {id: waits, kind: time, points: 1, total: 2 s}\n";

static const char solution[] = "#include <pthread.h>\n"
                               "#include <stdio.h>\n"
                               "#include <unistd.h>\n"
                               "static void *work(void *p)\n"
                               "{\n"
                               "    sleep(2);\n"
                               "    puts(\"tick\");\n"
                               "    return p;\n"
                               "}\n"
                               "int main(int argc, char **argv)\n"
                               "{\n"
                               "    pthread_t t;\n"
                               "    (void)argv;\n"
                               "    pthread_create(&t, NULL, work, NULL);\n"
                               "    pthread_join(t, NULL);\n"
                               "    if (argc > 1)\n"
                               "        puts(\"too many\");\n"
                               "    return 0;\n"
                               "}\n";

static void write_exercise(const char *checks, const char *statements)
{
    char text[2000] = "";
    strcat(strcat(text, spec_weak), checks);
    scratch_file("exercises/tick/exercise.yaml", text);
    scratch_file("solutions/tick/accepted/thread.c", solution);
    scratch_file("solutions/tick/equivalent.txt", statements);
}

static void run_mutate(struct outcome *o)
{
    run_grader(o, "verify", "--mutate", "--engines", "native", "--exercises", scratch("exercises"));
}

static void test_strong(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    write_exercise(spec_time, "thread.c:14 one after the other: there is only one\n");
    run_mutate(&o);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "100.0 %"));
    assert_non_null(
        strstr(o.out, "thread.c:14 one after the other (pthread_create): there is only one"));
    assert_non_null(strstr(o.out, "thread.c:17 output left out (puts)")); /* never reached */
    assert_null(strstr(o.out, "Accepted although"));
    outcome_free(&o);
    assert_nothing_left();
}

static void test_weak(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    write_exercise("", "");
    run_mutate(&o);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.out, "Accepted although something was changed:\n"
                                  "  tick/accepted/thread.c:6 wait of no time (sleep)\n"
                                  "  tick/accepted/thread.c:6 wait halved (sleep)\n"
                                  "  tick/accepted/thread.c:6 wait doubled (sleep)\n"
                                  "  tick/accepted/thread.c:14 one after the other"));
    outcome_free(&o);
}

static void test_wrong_statement(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    write_exercise(spec_time, "# a comment\n\nthread.c:99 wait halved: no such line\n");
    run_mutate(&o);
    assert_outcome(&o, 2, "equivalent.txt:3: there is no mutant `thread.c:99 wait halved`");
    outcome_free(&o);
    write_exercise(spec_time, "thread.c:6 wait forever: no such fault\n");
    run_mutate(&o);
    assert_outcome(&o, 2, "equivalent.txt:1: expected `FILE.c:LINE FAULT: the reason`");
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strong),
        cmocka_unit_test(test_weak),
        cmocka_unit_test(test_wrong_statement),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
