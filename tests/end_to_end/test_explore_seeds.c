/*
 * The explorer over many seeds, without the command line around it: how soon it finds what it must
 * find, and whether the same seed is the same run. tests/explore/run --table does it over a hundred
 * seeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/workdir.h"
#include "explore/program.h"
#include "explore/session.h"
#include "program.h"

#define SEEDS       20
#define SCHEDULES   1000
#define REPETITIONS 5

static struct error err;

static struct rt_order order_of(uint64_t seed, uint32_t count, uint32_t flags)
{
    return (struct rt_order){.kind = RT_ORDER_EXPLORE,
                             .flags = flags,
                             .first = 1,
                             .count = count,
                             .step_limit = 20000,
                             .seed = seed};
}

static struct explore_session *start(const char *executable)
{
    static char *args[] = {NULL};
    static struct session_settings settings; /* must outlive the session */
    settings = (struct session_settings){.executable = executable, .args = args};
    struct explore_session *s = session_open(&settings, &err);
    assert_non_null(s);
    return s;
}

static void build(const char *name, const char *directory, struct explore_program *program)
{
    char *path = xasprintf("tests/explore/%s.c", name);
    assert_int_equal(explore_program_build(&path, 1, NULL, directory, program, &err), 0);
    assert_non_null(program->executable);
    free(path);
}

/* In how many of the seeds nothing is found. */
static int missed(const char *name, bool no_races)
{
    cleanup_workdir char *directory = workdir_create(&err);
    struct explore_program program;
    int count = 0;
    build(name, directory, &program);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct rt_reply reply;
        struct rt_order order =
            order_of(seed, SCHEDULES,
                     RT_TELL_FAULTS | RT_STOP_AT_FAULT | (no_races ? 0 : RT_RACES_ARE_FAULTS));
        struct explore_session *s = start(program.executable);
        int status = session_order(s, &order, &reply, &err);
        assert_true(status >= 0);
        count += status == 0 && reply.stop != RT_STOP_FAULT;
        session_close(s);
    }
    explore_program_free(&program);
    return count;
}

static void the_faults_of_textbooks_are_found_with_every_seed(void **state)
{
    static const struct {
        const char *name;
        bool no_races;
    } programs[] = {{"faulty/bank_account", false},  {"faulty/dining_left_fork", false},
                    {"faulty/lost_wakeup", false},   {"faulty/if_for_while", false},
                    {"faulty/ticket_atomic", false}, {"faulty/double_checked_early", false},
                    {"faulty/aba_stack", false},     {"faulty/semaphore_count", false},
                    {"classic/twostage_100", true},  {"classic/reorder_5", true},
                    {"classic/bluetooth", true},     {"classic/fib_bench", true}};
    (void)state;
    need_sandbox();
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        int count = missed(programs[i].name, programs[i].no_races);
        if (count)
            print_message("%s: not found with %d of %d seeds\n", programs[i].name, count, SEEDS);
        assert_int_equal(count, 0);
    }
}

/* Every byte of what the program did in a hundred schedules. */
static unsigned char *log_of(const char *executable, uint32_t *bytes)
{
    struct explore_session *s = start(executable);
    struct rt_order order = order_of(1, 100, RT_TELL_ALL | RT_STEPS);
    struct rt_reply reply;
    assert_int_equal(session_order(s, &order, &reply, &err), 0);
    assert_true(reply.log_bytes > 1000);
    unsigned char *log = xmemdup(session_shared(s)->log, reply.log_bytes);
    *bytes = reply.log_bytes;
    session_close(s);
    return log;
}

static void the_same_seed_leaves_the_same_log(void **state)
{
    static const char *const names[] = {"clean/timed_waits", "clean/c11", "clean/lock_free_queue",
                                        "clean/cancel", "faulty/aba_stack"};
    (void)state;
    need_sandbox();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cleanup_workdir char *directory = workdir_create(&err);
        struct explore_program program;
        uint32_t first_bytes, bytes;
        build(names[i], directory, &program);
        unsigned char *first = log_of(program.executable, &first_bytes);
        for (int k = 1; k < REPETITIONS; k++) {
            unsigned char *again = log_of(program.executable, &bytes);
            assert_int_equal(bytes, first_bytes);
            assert_memory_equal(again, first, bytes);
            free(again);
        }
        free(first);
        explore_program_free(&program);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_faults_of_textbooks_are_found_with_every_seed),
        cmocka_unit_test(the_same_seed_leaves_the_same_log),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
