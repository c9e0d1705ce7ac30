/* The supervisor on real programs (tests/programs): clock, births, ends, files, deadlocks, limits.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "supervisor/supervisor.h"

#define S  INT64_C(1000000000)
#define MS INT64_C(1000000)

static char directory[] = "/tmp/test-supervisor-XXXXXX";
static struct spec_limits limits;
static struct trace trace;
static bool late, sanitizer;

static void build(const char *name, const char *source, const char *flags)
{
    char command[1024];
    snprintf(command, sizeof command, "gcc -w -O1 -g -pthread %s -o %s/%s tests/programs/%s.c",
             flags, directory, name, source);
    assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    static const char *const programs[] = {"hello",   "forks", "waits",  "deadlock",  "invoice",
                                           "hostile", "ends",  "timers", "real_waits"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        build(programs[i], programs[i], "");
    build("tsan_ends", "ends", "-fsanitize=thread");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[1024];
    snprintf(command, sizeof command, "rm -rf %s", directory);
    return system(command);
}

static int each_test(void **state)
{
    (void)state;
    late = sanitizer = false;
    limits = (struct spec_limits){.time_ns = 60 * S,
                                  .cpu_ns = 10 * S,
                                  .wall_ns = 120 * S,
                                  .memory_bytes = 64 << 20,
                                  .output_bytes = 65536,
                                  .file_bytes = 1 << 20,
                                  .tasks = 80};
    return 0;
}

static int after_each(void **state)
{
    (void)state;
    trace_free(&trace);
    return 0;
}

/* Runs "name arg arg…" and leaves the trace in `trace`. */
static void run(const char *line, const struct spec_file *file)
{
    char *words[32] = {NULL};
    char *copy = xstrdup(line);
    size_t count = 0;
    for (char *save, *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
        words[count++] = w;
    char *path = xasprintf("%s/%s", directory, words[0]);
    char *watch[] = {"invoice.txt", NULL};
    char *environment[] = {"TSAN_OPTIONS=atexit_sleep_ms=0", NULL};
    struct run_request request = {.executable = path,
                                  .args = words + 1,
                                  .name = words[0],
                                  .environment = environment,
                                  .limits = &limits,
                                  .files = file,
                                  .file_count = file ? 1 : 0,
                                  .watch = watch,
                                  .watch_stdout_lock = true,
                                  .late = late,
                                  .sanitizer = sanitizer};
    struct error err = ERROR_INIT;
    if (supervisor_run(&request, &trace, &err) < 0)
        fail_msg("%s: %s", line, err.message);
    free(path);
    free(copy);
}

static const struct trace_event *event(enum trace_kind kind, size_t which)
{
    for (size_t i = 0; i < trace.event_count; i++)
        if (trace.events[i].kind == kind && which-- == 0)
            return &trace.events[i];
    return NULL;
}

static size_t count(enum trace_kind kind)
{
    size_t n = 0;
    while (event(kind, n))
        n++;
    return n;
}

/* What is not waited is processor time, of which a busy machine takes more. */
static void assert_about(int64_t ns, int64_t expected_ns)
{
    if (ns < expected_ns - 100 * MS || ns > expected_ns + 5 * MS)
        fail_msg("%.6f s is not about %.3f s", (double)ns / (double)S,
                 (double)expected_ns / (double)S);
}

static void test_sleeping_threads(void **state)
{
    (void)state;
    run("hello Ann Ben Cai", NULL);
    assert_int_equal(trace.end, RUN_EXITED);
    assert_int_equal(trace.status, 0);
    assert_about(trace.idle_ns, 2 * S);
    assert_int_equal(count(TRACE_LINE), 6);
    assert_string_equal(event(TRACE_LINE, 0)->text, "Hello to: Ann");
    for (size_t i = 0; i < 3; i++) {
        assert_about(event(TRACE_LINE, i)->idle_ns, 0);
        assert_about(event(TRACE_LINE, i + 3)->idle_ns, 2 * S);
        assert_about(event(TRACE_WAIT, i)->start_idle_ns, 0);
        /* all are born before the first prints, and before the first is joined */
        assert_true(event(TRACE_BIRTH, i)->step < event(TRACE_LINE, 0)->step);
        assert_true(event(TRACE_BIRTH, i)->step < event(TRACE_JOIN, 0)->step);
    }
    for (size_t i = 1; i < trace.task_count; i++) {
        assert_int_equal(trace.tasks[i].type, TASK_THREAD);
        assert_true(trace.tasks[i].ended);
        assert_false(trace.tasks[i].alive_at_exit);
    }
}

static void test_children_are_waited_for(void **state)
{
    (void)state;
    run("forks wait Ann Ben", NULL);
    assert_int_equal(trace.end, RUN_EXITED);
    assert_int_equal(trace.task_count, 3);
    assert_int_equal(trace.tasks[1].type, TASK_PROCESS);
    assert_false(trace.tasks[1].never_waited_for);
    assert_false(trace.tasks[2].never_waited_for);
    assert_about(trace.idle_ns, 2 * S);
}

static void test_children_left_as_zombies(void **state)
{
    (void)state;
    run("forks leave Ann Ben", NULL);
    assert_true(trace.tasks[1].never_waited_for);
    assert_true(trace.tasks[2].never_waited_for);
    assert_about(trace.idle_ns, 3 * S);
}

/* The parent, woken by a child's end, looks asleep while it looks through its children. */
static void test_many_children_in_turn(void **state)
{
    (void)state;
    run("forks many", NULL);
    assert_int_equal(trace.end, RUN_EXITED);
    assert_int_equal(trace.status, 0);
    assert_int_equal(trace.task_count, 501);
}

struct timed_wait {
    char *kind;
    FILE *real; /* what it prints in real time */
};

static FILE *start_in_real_time(const char *kind)
{
    char command[200];
    snprintf(command, sizeof command, "%s/waits %s", directory, kind);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    return f;
}

/* All kinds of waits, all at once on the machine's own clock. */
static size_t start_timed_waits(struct timed_wait *waits, size_t max)
{
    char line[100];
    size_t count = 0;
    FILE *list = start_in_real_time("");
    for (; fgets(line, sizeof line, list); count++) {
        assert_true(count < max);
        line[strcspn(line, "\n")] = '\0';
        waits[count] = (struct timed_wait){xstrdup(line), start_in_real_time(line)};
    }
    assert_int_equal(pclose(list), 0);
    return count;
}

/* A busy machine makes a wait longer, and never shorter. */
static void assert_real_time(const struct timed_wait *w)
{
    char text[40] = "";
    if (!fgets(text, sizeof text, w->real) || pclose(w->real) != 0)
        fail_msg("%s: does not work in real time", w->kind);
    long ms = strtol(text, NULL, 10);
    if (ms < 1495 || ms > 31500)
        fail_msg("%s: took %ld ms of real time, not 1500", w->kind, ms);
}

static void assert_virtual_time(const char *kind)
{
    char line[64];
    snprintf(line, sizeof line, "waits %s", kind);
    run(line, NULL);
    if (trace.end != RUN_EXITED || trace.status != 0)
        fail_msg("%s: end %d, status %d", kind, trace.end, trace.status);
    long ms = strtol(event(TRACE_LINE, 0)->text, NULL, 10);
    if (ms < 1495 || ms > 1505)
        fail_msg("%s: took %ld ms of virtual time, not 1500", kind, ms);
    assert_about(trace.idle_ns, 1500 * MS);
    assert_int_equal(trace.real_ns, 0);
    /* not where the timer wakes another thread, or breaks off a longer sleep */
    if (strcmp(kind, "posix_timer") != 0 && strcmp(kind, "setitimer") != 0)
        assert_true(count(TRACE_WAIT) > 0);
    trace_free(&trace);
}

/* Descriptors of a process whose first thread has ended are seen from Linux 6.9 on. */
static bool can_ask_threads(void)
{
    int fd = (int)syscall(SYS_pidfd_open, getpid(), O_EXCL);
    if (fd >= 0)
        close(fd);
    else
        print_message("[ LEFT OUT ] timers left: this kernel has no PIDFD_THREAD\n");
    return fd >= 0;
}

static void test_every_timed_wait_takes_as_long_as_in_real_time(void **state)
{
    enum { KINDS_MAX = 100 };
    struct timed_wait waits[KINDS_MAX];
    (void)state;
    size_t count = start_timed_waits(waits, KINDS_MAX);
    assert_true(count > 30);
    for (size_t i = 0; i < count; i++)
        assert_real_time(&waits[i]);
    for (size_t i = 0; i < count; i++) {
        assert_virtual_time(waits[i].kind);
        free(waits[i].kind);
    }
}

/* The same on the machine's clock, and no verdict of the supervisor's own. */
static void test_lives_of_timers(void **state)
{
    (void)state;
    static const char *const kinds[] = {"copied", "in_a_child", "closed", "deleted",
                                        "off",    "periodic",   "left"};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    FILE *real[KINDS];
    char line[64];
    for (size_t i = 0; i < KINDS; i++) {
        snprintf(line, sizeof line, "%s/timers %s", directory, kinds[i]);
        real[i] = popen(line, "r");
    }
    for (size_t i = 0; i < KINDS; i++) /* before the first run, which reaps every child of ours */
        assert_int_equal(pclose(real[i]), 0);
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i], "left") == 0 && !can_ask_threads())
            continue;
        snprintf(line, sizeof line, "timers %s", kinds[i]);
        run(line, NULL);
        if (trace.end != RUN_EXITED || trace.status != 0)
            fail_msg("%s: end %d, status %d", kinds[i], trace.end, trace.status);
        trace_free(&trace);
    }
}

/* The run is right, takes its time on the machine's clock, and says in what call and where. */
static void test_unknown_waits_are_in_real_time(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *words;
    } table[] = {{"receive", "with SO_RCVTIMEO (real_waits.c:20)"},
                 {"read", "with SO_RCVTIMEO (real_waits.c:20)"},
                 {"send", "with SO_SNDTIMEO (real_waits.c:20)"},
                 {"recvmmsg", "in recvmmsg with a timeout (real_waits.c:70)"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char line[64];
        snprintf(line, sizeof line, "real_waits %s", table[i].kind);
        run(line, NULL);
        if (trace.end != RUN_EXITED || trace.status != 0)
            fail_msg("%s: end %d, status %d", table[i].kind, trace.end, trace.status);
        assert_int_equal(count(TRACE_LINE), 2);
        assert_true(trace.real_ns > 0 && trace.real_ns <= trace.idle_ns);
        assert_true(trace.idle_ns > 900 * MS);
        assert_int_equal(trace.finding_count, 1);
        assert_true(trace.findings[0].is_note);
        assert_string_equal(trace.findings[0].code, "real-time");
        if (!strstr(trace.findings[0].message, table[i].words))
            fail_msg("%s: %s", table[i].kind, trace.findings[0].message);
        trace_free(&trace);
    }
}

/* No time passes on the clock of processor time while everybody waits. */
static void test_sleep_by_processor_time_is_a_deadlock(void **state)
{
    (void)state;
    run("real_waits processor", NULL);
    assert_int_equal(trace.end, RUN_DEADLOCK);
    assert_int_equal(trace.real_ns, 0);
    assert_about(trace.idle_ns, 1 * S);
}

/* The parent of a vfork cannot be stopped to see where it is. */
static void test_vfork_without_end_is_a_deadlock(void **state)
{
    (void)state;
    run("forks vfork", NULL);
    assert_int_equal(trace.end, RUN_DEADLOCK);
    assert_int_equal(trace.finding_count, 1);
    assert_non_null(strstr(trace.findings[0].message,
                           "main thread waits for the child that it made with vfork()"));
}

static void test_deadlock_is_explained(void **state)
{
    (void)state;
    run("deadlock", NULL);
    assert_int_equal(trace.end, RUN_DEADLOCK);
    assert_about(trace.idle_ns, 1 * S);
    assert_int_equal(trace.finding_count, 1);
    const struct finding *f = &trace.findings[0];
    assert_int_equal(f->kind, KIND_DEADLOCK);
    assert_non_null(strstr(f->message, "thread 2 waits for a mutex"));
    assert_non_null(strstr(f->message, "deadlock.c:11 in left_first, which thread 3 holds"));
    assert_non_null(strstr(f->message, "deadlock.c:19 in right_first, which thread 2 holds"));
    assert_int_equal(f->location_count, 3);
}

static void test_file_use_with_a_lock(void **state)
{
    (void)state;
    struct spec_file before = {"invoice.txt", "old\n", 4};
    run("invoice locked Ann Ben", &before);
    assert_int_equal(count(TRACE_FILE_OPEN), 2);
    assert_int_equal(count(TRACE_FILE_WRITE), 2);
    assert_int_equal(count(TRACE_FILE_CLOSE), 2);
    assert_true(event(TRACE_FILE_OPEN, 1)->arrived_step > event(TRACE_FILE_CLOSE, 0)->step);
    assert_int_equal(trace.file_count, 1);
    assert_int_equal(trace.files[0].size, 12);
    assert_memory_equal(trace.files[0].content, "old\n", 4);
}

static void test_file_use_without_a_lock(void **state)
{
    (void)state;
    run("invoice free Ann Ben", NULL);
    assert_true(event(TRACE_FILE_OPEN, 1)->arrived_step < event(TRACE_FILE_CLOSE, 0)->step);
}

static void test_ends(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool left_behind;
    } table[] = {{"ends pthread_exit", false},
                 {"ends semaphore", false},
                 {"ends cancel", false},
                 {"ends sleep", true},
                 {"ends return", true}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        run(table[i].line, NULL);
        assert_int_equal(trace.end, RUN_EXITED);
        if (trace.tasks[1].alive_at_exit != table[i].left_behind)
            fail_msg("%s: left behind is %d", table[i].line, trace.tasks[1].alive_at_exit);
        trace_free(&trace);
    }
}

/* libtsan's background thread is not the program's: not in its times, nor in what it leaves. */
static void test_detector_thread_is_set_apart(void **state)
{
    (void)state;
    static const char *const lines[] = {"tsan_ends pthread_exit", "tsan_ends semaphore"};
    sanitizer = true;
    for (size_t i = 0; i < 2; i++) {
        run(lines[i], NULL);
        assert_int_equal(trace.end, RUN_EXITED);
        assert_int_equal(trace.status, 0);
        assert_about(trace.idle_ns, 1 * S);
        assert_true(trace.tasks[1].service);
        for (size_t k = 0; k < trace.task_count; k++)
            assert_false(trace.tasks[k].alive_at_exit);
        trace_free(&trace);
    }
}

/* Sleeping in place of a join goes well when all are on time, and not when the thread is late. */
static void test_late_sleepers(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool late, left_behind;
    } table[] = {{"ends long_sleep", false, false},   {"ends long_sleep", true, true},
                 {"ends pthread_exit", true, false},  {"ends semaphore", true, false},
                 {"forks wait Ann Ben", true, false}, {"hello Ann Ben", true, false}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        late = table[i].late;
        run(table[i].line, NULL);
        if (trace.end != RUN_EXITED || trace.tasks[1].alive_at_exit != table[i].left_behind)
            fail_msg("%s: left behind is %d", table[i].line, trace.tasks[1].alive_at_exit);
        trace_free(&trace);
    }
}

static void assert_limit(const char *line, enum run_limit limit)
{
    run(line, NULL);
    if (trace.end != RUN_LIMIT || trace.limit != limit)
        fail_msg("%s: end %d, limit %d, expected limit %d", line, trace.end, trace.limit, limit);
    trace_free(&trace);
}

static void test_limits(void **state)
{
    (void)state;
    limits.cpu_ns = 300 * MS;
    assert_limit("hostile fork_bomb", LIMIT_TASKS);
    assert_limit("hostile thread_bomb", LIMIT_TASKS);
    assert_limit("hostile flood", LIMIT_OUTPUT);
    assert_limit("hostile flood_errors", LIMIT_OUTPUT);
    assert_limit("hostile fill_disk", LIMIT_FILE);
    assert_limit("hostile spin", LIMIT_CPU);
    limits.cpu_ns = 10 * S;
    assert_limit("hostile memory_bomb", LIMIT_MEMORY);
    limits.time_ns = 1 * S;
    assert_limit("hello Ann", LIMIT_TIME);
}

static void test_spinning_until_a_time_ends(void **state)
{
    (void)state;
    run("hostile spin_on_clock", NULL);
    assert_int_equal(trace.end, RUN_EXITED);
    assert_int_equal(trace.idle_ns, 0);
    assert_true(trace.cpu_ns > 1 * S);
}

static void test_hostile(void **state)
{
    (void)state;
    run("hostile kill_all", NULL);
    assert_string_equal(event(TRACE_LINE, 0)->text, "still here");
    trace_free(&trace);
    run("hostile stay_behind", NULL);
    assert_int_equal(trace.end, RUN_EXITED);
    assert_true(trace.tasks[trace.task_count - 1].alive_at_exit);
    trace_free(&trace);
    run("hostile stop_itself", NULL);
    assert_int_equal(trace.end, RUN_DEADLOCK);
    trace_free(&trace);
    run("hostile look_around", NULL);
    assert_string_equal(event(TRACE_LINE, 0)->text, "0 0 0 0 0 -1 -1");
    trace_free(&trace);
    run("hostile crash", NULL);
    assert_int_equal(trace.end, RUN_SIGNALED);
    assert_int_equal(trace.status, SIGSEGV);
    trace_free(&trace);
    run("hostile overflow", NULL);
    assert_int_equal(trace.status, SIGSEGV);
}

/* Every process of a run is dead and reaped at its end. */
static void test_nothing_is_left(void **state)
{
    (void)state;
    run("hostile stay_behind", NULL);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, each_test, after_each)
        TEST(test_sleeping_threads),
        TEST(test_children_are_waited_for),
        TEST(test_children_left_as_zombies),
        TEST(test_many_children_in_turn),
        TEST(test_every_timed_wait_takes_as_long_as_in_real_time),
        TEST(test_lives_of_timers),
        TEST(test_unknown_waits_are_in_real_time),
        TEST(test_sleep_by_processor_time_is_a_deadlock),
        TEST(test_vfork_without_end_is_a_deadlock),
        TEST(test_deadlock_is_explained),
        TEST(test_file_use_with_a_lock),
        TEST(test_file_use_without_a_lock),
        TEST(test_ends),
        TEST(test_detector_thread_is_set_apart),
        TEST(test_late_sleepers),
        TEST(test_limits),
        TEST(test_spinning_until_a_time_ends),
        TEST(test_hostile),
        TEST(test_nothing_is_left),
    };
    return cmocka_run_group_tests_name("supervisor", tests, set_up, tear_down);
}
