/*
 * The notebook's recorded outputs are an oracle that nobody here wrote: the
 * specs' checks of output must accept them. A recording has lines only, no times
 * and no threads, so checks that need those are skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "judge/judge.h"

static char *read_file(const char *name)
{
    char path[256];
    char chunk[4096];
    snprintf(path, sizeof path, "tests/notebook/%s.txt", name);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    struct buffer text = {0};
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buffer_add(&text, chunk, n);
    fclose(f);
    return buffer_take(&text);
}

/* Judges lines as the notebook case of an exercise: how many output checks passed and failed. */
static void judge_lines(const char *exercise, const char *lines, size_t *passed, size_t *failed)
{
    char folder[256];
    struct spec spec;
    struct error err = ERROR_INIT;
    struct trace trace;
    struct case_verdict verdict;
    snprintf(folder, sizeof folder, "exercises/%s", exercise);
    if (spec_read(folder, &spec, &err) < 0)
        fail_msg("%s", err.message);
    assert_string_equal(spec.cases[0].id, "notebook");
    trace_from_lines(&trace, lines, strlen(lines));
    struct judged_run run = {ENGINE_NATIVE, &trace};
    if (judge_case(&spec, &spec.cases[0], &run, 1, &verdict, &err) < 0)
        fail_msg("%s", err.message);
    *passed = *failed = 0;
    for (size_t i = 0; i < spec.check_count; i++) {
        *passed += verdict.checks[i].status == VERDICT_PASSED && spec.checks[i].kind == KIND_OUTPUT;
        *failed += verdict.checks[i].status == VERDICT_FAILED;
        if (verdict.checks[i].status == VERDICT_FAILED)
            print_message("%s: %s: %s\n", exercise, spec.checks[i].id, verdict.checks[i].seen);
    }
    *failed += verdict.extra_count;
    case_verdict_free(&verdict);
    trace_free(&trace);
    spec_free(&spec);
}

/* Does one check of an exercise pass on lines alone? */
static bool judge_check_alone(const char *exercise, const char *id, const char *lines)
{
    char folder[256];
    struct spec spec;
    struct error err = ERROR_INIT;
    struct trace trace;
    struct case_verdict verdict;
    bool passes = false;
    snprintf(folder, sizeof folder, "exercises/%s", exercise);
    if (spec_read(folder, &spec, &err) < 0)
        fail_msg("%s", err.message);
    trace_from_lines(&trace, lines, strlen(lines));
    struct judged_run run = {ENGINE_NATIVE, &trace, false};
    if (judge_case(&spec, &spec.cases[0], &run, 1, &verdict, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < spec.check_count; i++)
        if (strcmp(spec.checks[i].id, id) == 0)
            passes = verdict.checks[i].status == VERDICT_PASSED;
    case_verdict_free(&verdict);
    trace_free(&trace);
    spec_free(&spec);
    return passes;
}

static const char *const recorded[] = {
    "download_files", "countdown",       "cart_lock",   "pool_map",       "invoice_write",
    "counter",        "numbers_letters", "three_tasks", "ticket_booking", "greet"};

static void test_recordings_are_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        size_t passed, failed;
        char *lines = read_file(recorded[i]);
        judge_lines(recorded[i], lines, &passed, &failed);
        if (failed || !passed)
            fail_msg("%s: %zu passed, %zu failed", recorded[i], passed, failed);
        free(lines);
    }
}

/* Without its first line, with one letter changed, with a line more: each is rejected. */
static void test_damaged_recordings_are_rejected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        size_t passed, failed;
        char *lines = read_file(recorded[i]);
        judge_lines(recorded[i], strchr(lines, '\n') + 1, &passed, &failed);
        assert_true(failed > 0);
        char *more = xasprintf("%sand more\n", lines);
        judge_lines(recorded[i], more, &passed, &failed);
        assert_true(failed > 0);
        free(more);
        lines[1]++;
        judge_lines(recorded[i], lines, &passed, &failed);
        assert_true(failed > 0);
        free(lines);
    }
}

/* The notebook's own say_hello cell mixes in a download; the statement asks for three persons. */
static void test_mixed_cell_is_rejected(void **state)
{
    (void)state;
    size_t passed, failed;
    char *lines = read_file("say_hello_mixed");
    judge_lines("say_hello", lines, &passed, &failed);
    assert_true(failed > 0);
    free(lines);
}

/* Children that print in pieces: no line of it is whole. */
static void test_garbled_cell_is_rejected(void **state)
{
    (void)state;
    size_t passed, failed;
    char *lines = read_file("process_squares_garbled");
    judge_lines("process_squares", lines, &passed, &failed);
    assert_true(failed > 0);
    free(lines);
    judge_lines("process_squares",
                "Square of 1 = 1\nSquare of 2 = 4\nSquare of 3 = 9\nSquare of 4 = 16\n"
                "Square of 5 = 25\n",
                &passed, &failed);
    assert_int_equal(failed, 0);
}

/* The recording breaks off: each line follows from the one before, as far as it goes. */
static void test_locked_bank_is_right_as_far_as_it_goes(void **state)
{
    (void)state;
    char *lines = read_file("bank_withdraw_locked");
    assert_true(judge_check_alone("bank_withdraw", "funds_are_right", lines));
    char *wrong = strstr(lines, "Remaining Fund: 120");
    assert_non_null(wrong);
    wrong[16] = '3';
    assert_false(judge_check_alone("bank_withdraw", "funds_are_right", lines));
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recordings_are_accepted),
        cmocka_unit_test(test_damaged_recordings_are_rejected),
        cmocka_unit_test(test_mixed_cell_is_rejected),
        cmocka_unit_test(test_garbled_cell_is_rejected),
        cmocka_unit_test(test_locked_bank_is_right_as_far_as_it_goes),
    };
    return cmocka_run_group_tests_name("notebook", tests, NULL, NULL);
}
