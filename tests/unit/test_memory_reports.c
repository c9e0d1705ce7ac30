/* Logs of AddressSanitizer and UndefinedBehaviorSanitizer, as gcc 12 and clang 14 write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/memory_report.h"

static const char heap_overflow[] =
    "=================================================================\n"
    "==9==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000015 at pc 0x7ff0 bp "
    "0x7ff1 sp 0x7ff2\n"
    "WRITE of size 6 at 0x602000000015 thread T1\n"
    "    #0 0x7ff013048060  (/lib/x86_64-linux-gnu/libasan.so.8+0x48060)\n"
    "    #1 0x55fd98a41a37  (/program/cart+0x1a37)\n"
    "\n"
    "0x602000000015 is located 0 bytes to the right of 5-byte region "
    "[0x602000000010,0x602000000015)\n"
    "allocated by thread T1 here:\n"
    "    #0 0x7ff0130b89cf  (/lib/x86_64-linux-gnu/libasan.so.8+0xb89cf)\n"
    "\n"
    "SUMMARY: AddressSanitizer: heap-buffer-overflow (/lib/libasan.so.8+0x48060)\n"
    "Shadow bytes around the buggy address:\n"
    "==9==ABORTING\n";

static const char global_overflow[] =
    "==9==ERROR: AddressSanitizer: global-buffer-overflow on address 0x55 at pc 0x1 bp 0x2 sp 0x3\n"
    "READ of size 1 at 0x55 thread T0\n"
    "0x55 is located 0 bytes to the right of global variable 'names' defined in 'cart.c:7:13' "
    "(0x51) of size 4\n"
    "SUMMARY: AddressSanitizer: global-buffer-overflow\n";

static const char double_free[] =
    "==9==ERROR: AddressSanitizer: attempting double-free on 0x602000000010 in thread T2:\n"
    "    #0 0x1  (/program/cart+0x1a37)\n"
    "SUMMARY: AddressSanitizer: double-free (/program/cart+0x1a37)\n";

/* sprintf() wrote to a freed block, and so over what the detector keeps there. */
static const char breaks_off[] =
    "==9==ERROR: AddressSanitizer: heap-use-after-free on address 0x607 at pc 0x1 bp 0x2 sp 0x3\n"
    "WRITE of size 17 at 0x607 thread T0\n"
    "    #0 0x1  (/program/cart+0x23ae)\n"
    "\n"
    "0x607 is located 0 bytes inside of 80-byte region [0x607,0x657)\n"
    "AddressSanitizer: CHECK failed: sanitizer_common.h:496 \"((i)) < ((size_))\" (0x6f, 0x1) "
    "(tid=9)\n"
    "    #0 0x7f9b4bac22aa  (/lib/x86_64-linux-gnu/libasan.so.8+0xc22aa)\n";

static void parse(struct trace *t, const char *log)
{
    *t = (struct trace){0};
    trace_add_task(t, TASK_INITIAL, -1);
    trace_add_task(t, TASK_THREAD, 0);
    trace_add_task(t, TASK_THREAD, 0);
    memory_parse_reports(log, "cart.c", NULL, t);
}

static void test_access_and_block(void **state)
{
    (void)state;
    struct trace t;
    parse(&t, heap_overflow);
    assert_int_equal(t.finding_count, 1);
    assert_int_equal(t.findings[0].kind, KIND_MEMORY);
    assert_string_equal(t.findings[0].code, "heap-buffer-overflow");
    assert_non_null(strstr(t.findings[0].message, "wrote 6 bytes outside a block"));
    assert_non_null(strstr(t.findings[0].message, "(1 byte behind the end of its 5)"));
    assert_non_null(strstr(t.findings[0].message, trace_task_name(&t, 1)));
    trace_free(&t);
}

static void test_variable(void **state)
{
    (void)state;
    struct trace t;
    parse(&t, global_overflow);
    assert_int_equal(t.finding_count, 1);
    assert_non_null(strstr(t.findings[0].message, "`names`"));
    assert_non_null(strstr(t.findings[0].message, "read 1 byte "));
    assert_non_null(strstr(t.findings[0].message, "the main thread"));
    trace_free(&t);
}

static void test_double_free(void **state)
{
    (void)state;
    struct trace t;
    parse(&t, double_free);
    assert_int_equal(t.finding_count, 1);
    assert_string_equal(t.findings[0].code, "attempting double-free");
    assert_non_null(strstr(t.findings[0].message, "freed once"));
    trace_free(&t);
}

static void test_undefined(void **state)
{
    (void)state;
    struct trace t;
    parse(&t, "cart.c:9:5: runtime error: index 4 out of bounds for type 'int [4]'\n"
              "cart.c:9:5: runtime error: index 4 out of bounds for type 'int [4]'\n"
              "cart.c:12:5: runtime error: signed integer overflow: 1 + 2147483647 cannot be "
              "represented in type 'int'\n"
              "cart.c:13:5: runtime error: null pointer passed as argument 2, which is declared to "
              "never be null\n");
    assert_int_equal(t.finding_count, 3);
    assert_false(t.findings[0].is_note);
    assert_int_equal(t.findings[0].locations[0].line, 9);
    assert_true(t.findings[1].is_note);
    assert_true(t.findings[2].is_note);
    trace_free(&t);
}

/* Whatever the program writes to the log: no crash, and no more findings than the limit. */
static void test_damaged_logs(void **state)
{
    (void)state;
    struct trace t;
    char log[sizeof heap_overflow];
    for (size_t cut = 0; cut < sizeof log; cut++) {
        memcpy(log, heap_overflow, sizeof log);
        log[cut] = '\0';
        parse(&t, log);
        assert_true(t.finding_count <= 1);
        trace_free(&t);
    }
    parse(&t, ": runtime error: \n==ERROR: AddressSanitizer: \n is located \n#(+0x)\n    [''\n");
    trace_free(&t);
}

static void test_own_trouble(void **state)
{
    (void)state;
    char *line = memory_own_trouble("x\n==9==AddressSanitizer: CHECK failed: a.cpp:1\n");
    assert_non_null(line);
    free(line);
    assert_null(memory_own_trouble(heap_overflow));
}

/* What breaks after a report broke because of what it reports: no trouble of the detector's own. */
static void test_report_that_breaks_off(void **state)
{
    (void)state;
    struct trace t;
    assert_null(memory_own_trouble(breaks_off));
    parse(&t, breaks_off);
    assert_int_equal(t.finding_count, 1);
    assert_string_equal(t.findings[0].code, "heap-use-after-free");
    assert_non_null(strstr(t.findings[0].message,
                           "wrote 17 bytes to memory that had been given back with free before"));
    trace_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_access_and_block),
        cmocka_unit_test(test_variable),
        cmocka_unit_test(test_double_free),
        cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_damaged_logs),
        cmocka_unit_test(test_own_trouble),
        cmocka_unit_test(test_report_that_breaks_off),
    };
    return cmocka_run_group_tests_name("memory_reports", tests, NULL, NULL);
}
