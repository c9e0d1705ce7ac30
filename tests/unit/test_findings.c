/* How a run ended, and what it left behind, becomes findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/findings.h"

enum { SECOND = 1000000000 };

static void start(struct trace *t, enum run_end end, int status)
{
    *t = (struct trace){.end = end, .status = status, .total_ns = 2 * (int64_t)SECOND};
    trace_add_task(t, TASK_INITIAL, -1);
}

static struct trace_task *add_task(struct trace *t, enum task_type type)
{
    int index = trace_add_task(t, type, 0);
    return &t->tasks[index];
}

static void set_errors(struct trace *t, const char *text)
{
    t->errors = xstrdup(text);
    t->errors_size = strlen(text);
}

static void add_line(struct trace *t, int task, const char *text)
{
    struct trace_event *e = trace_add(t, TRACE_LINE, task);
    e->text = xstrdup(text);
    e->size = strlen(text);
    e->time_ns = SECOND / 2;
}

/* The only finding of the trace. */
static const struct finding *only(struct trace *t, enum check_kind kind, const char *code)
{
    engine_find_faults(t);
    assert_int_equal(t->finding_count, 1);
    assert_string_equal(check_kind_name(t->findings[0].kind), check_kind_name(kind));
    assert_string_equal(t->findings[0].code, code);
    assert_false(t->findings[0].is_note);
    return &t->findings[0];
}

static void assert_says(const struct finding *f, const char *what)
{
    if (!strstr(f->message, what))
        fail_msg("\"%s\" is missing in: %s", what, f->message);
}

static void test_good_end(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_EXITED, 0);
    trace_add_task(&t, TASK_THREAD, 0);
    engine_find_faults(&t);
    assert_int_equal(t.finding_count, 0);
    trace_free(&t);
    /* Another exit status is for the spec to judge. */
    start(&t, RUN_EXITED, 3);
    engine_find_faults(&t);
    assert_int_equal(t.finding_count, 0);
    trace_free(&t);
}

static void test_crash(void **state)
{
    (void)state;
    static const int crashes[] = {SIGSEGV, SIGBUS};
    for (size_t i = 0; i < 2; i++) {
        struct trace t;
        start(&t, RUN_SIGNALED, crashes[i]);
        add_line(&t, 0, "Hello to: Abhi");
        const struct finding *f = only(&t, KIND_MEMORY, "crash");
        assert_says(f, "2.000 s");
        assert_says(f, "`Hello to: Abhi`, printed at 0.500 s by the main thread");
        engine_find_faults(&t); /* what is told already is not told again */
        assert_int_equal(t.finding_count, 1);
        trace_free(&t);
    }
}

static void test_other_signals(void **state)
{
    (void)state;
    static const struct {
        int signal;
        const char *says;
    } cases[] = {
        {SIGFPE, "divided"},     {SIGILL, "instruction"},      {SIGKILL, "killed"},
        {SIGPIPE, "pipe"},       {SIGALRM, "alarm"},           {SIGSYS, "not allowed"},
        {SIGTERM, "asked it"},   {SIGXFSZ, "bigger"},          {40, "no handler"},
        {SIGUSR1, "no handler"}, {SIGABRT, "had not printed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace t;
        start(&t, RUN_SIGNALED, cases[i].signal);
        assert_says(only(&t, KIND_OUTPUT, "abnormal-end"), cases[i].says);
        trace_free(&t);
    }
}

static void test_failed_assert(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_SIGNALED, SIGABRT);
    set_errors(&t, "starting\nbank: bank.c:12: withdraw: Assertion `funds >= 0' failed.\nbye\n");
    const struct finding *f = only(&t, KIND_OUTPUT, "abnormal-end");
    assert_says(f, "an assert did not hold");
    assert_says(f, "bank.c:12: withdraw: Assertion `funds >= 0' failed.`");
    assert_null(strstr(f->message, "bye"));
    assert_int_equal(f->location_count, 1);
    assert_string_equal(f->locations[0].file, "bank.c");
    assert_int_equal(f->locations[0].line, 12);
    trace_free(&t);
}

static void test_heap_damage(void **state)
{
    (void)state;
    static const struct {
        const char *errors, *says;
        bool damage;
    } cases[] = {
        {"free(): double free detected in tcache 2\n", "freed twice", true},
        {"free(): invalid pointer\n", "malloc did not give", true},
        {"malloc(): corrupted top size\n", "past the end of a block", true},
        {"*** stack smashing detected ***: terminated\n", "local array", true},
        {"*** buffer overflow detected ***: terminated\n", "past the end of an array", true},
        {"something else\n", "as abort() and a failed assert do", false},
        {": Assertion `:1::\n", "an assert", false},
        {"Assertion `x", "an assert", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace t;
        start(&t, RUN_SIGNALED, SIGABRT);
        set_errors(&t, cases[i].errors);
        engine_find_faults(&t); /* how it ended, and why */
        assert_int_equal(t.finding_count, cases[i].damage ? 2 : 1);
        assert_string_equal(t.findings[0].code, "abnormal-end");
        assert_int_equal(t.findings[0].kind, KIND_OUTPUT);
        assert_says(&t.findings[0], cases[i].says);
        if (cases[i].damage) {
            assert_string_equal(t.findings[1].code, "memory-damaged");
            assert_int_equal(t.findings[1].kind, KIND_MEMORY);
            assert_says(&t.findings[1], cases[i].says);
        }
        trace_free(&t);
    }
}

static void test_deadlock(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_DEADLOCK, 0);
    add_task(&t, TASK_THREAD)->alive_at_exit = true;
    assert_says(only(&t, KIND_DEADLOCK, "deadlock"), "hung for ever");
    trace_free(&t);
    /* The supervisor's own story is better; a note is no story. */
    start(&t, RUN_DEADLOCK, 0);
    trace_add_finding(&t, KIND_DEADLOCK, "deadlock", "thread 2 waits for thread 3");
    assert_says(only(&t, KIND_DEADLOCK, "deadlock"), "thread 2 waits");
    trace_free(&t);
    start(&t, RUN_DEADLOCK, 0);
    trace_add_finding(&t, KIND_DEADLOCK, "lock-order-inversion", "maybe")->is_note = true;
    engine_find_faults(&t);
    assert_int_equal(t.finding_count, 2);
    trace_free(&t);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        enum run_limit limit;
        const char *code, *says;
    } cases[] = {
        {LIMIT_TIME, "time-limit", "ran for longer"},
        {LIMIT_CPU, "cpu-limit", "waiting by spinning"},
        {LIMIT_MEMORY, "memory-limit", "more memory"},
        {LIMIT_TASKS, "tasks-limit", "threads and processes"},
        {LIMIT_OUTPUT, "output-limit", "printed more"},
        {LIMIT_FILE, "file-limit", "to a file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace t;
        start(&t, RUN_LIMIT, 0);
        t.limit = cases[i].limit;
        t.cpu_ns = 5 * (int64_t)SECOND;
        const struct finding *f = only(&t, KIND_LIMITS, cases[i].code);
        assert_says(f, cases[i].says);
        assert_says(f, "5.000 s of processor time");
        trace_free(&t);
    }
}

static void test_left_behind(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_EXITED, 0);
    struct trace_task *task = add_task(&t, TASK_THREAD);
    task->alive_at_exit = true;
    task->function = xstrdup("worker");
    task->birth_ns = SECOND / 4;
    t.tasks[0].alive_at_exit = true; /* the initial task is not left behind by itself */
    const struct finding *f = only(&t, KIND_CLEANUP, "left-behind");
    assert_says(f, "thread 2 (`worker`, started at 0.250 s) was still at work");
    assert_says(f, "pthread_join");
    trace_free(&t);

    start(&t, RUN_EXITED, 0);
    for (int i = 0; i < 9; i++)
        add_task(&t, TASK_PROCESS)->alive_at_exit = true;
    f = only(&t, KIND_CLEANUP, "left-behind");
    assert_says(f, "child process 6");
    assert_says(f, "and 4 more were");
    assert_says(f, "waitpid");
    trace_free(&t);
}

static void test_zombie(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_EXITED, 0);
    add_task(&t, TASK_PROCESS)->never_waited_for = true;
    const struct finding *f = only(&t, KIND_CLEANUP, "zombie-child");
    assert_says(f, "Child process 2 (started at 0.000 s) ended, but nobody waited for it");
    trace_free(&t);
    /* One that still ran is told as left behind, and only once. */
    start(&t, RUN_EXITED, 0);
    int child = trace_add_task(&t, TASK_PROCESS, 0);
    t.tasks[child].never_waited_for = t.tasks[child].alive_at_exit = true;
    only(&t, KIND_CLEANUP, "left-behind");
    trace_free(&t);
}

/* The detector's own thread outlives main; a program stopped from outside leaves all behind. */
static void test_no_blame(void **state)
{
    (void)state;
    struct trace t;
    start(&t, RUN_EXITED, 0);
    int service = trace_add_task(&t, TASK_THREAD, 0);
    t.tasks[service].alive_at_exit = t.tasks[service].service = true;
    engine_find_faults(&t);
    assert_int_equal(t.finding_count, 0);
    trace_free(&t);
    start(&t, RUN_SIGNALED, SIGSEGV);
    add_task(&t, TASK_THREAD)->alive_at_exit = true;
    only(&t, KIND_MEMORY, "crash");
    trace_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_end),      cmocka_unit_test(test_crash),
        cmocka_unit_test(test_other_signals), cmocka_unit_test(test_failed_assert),
        cmocka_unit_test(test_heap_damage),   cmocka_unit_test(test_deadlock),
        cmocka_unit_test(test_limits),        cmocka_unit_test(test_left_behind),
        cmocka_unit_test(test_zombie),        cmocka_unit_test(test_no_blame),
    };
    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
