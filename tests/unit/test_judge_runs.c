/* The judge: the reference model, what `that` sees of a run, and which run is judged by what. */
#include "judge_world.h"

#define BANK                                                                                       \
    "  took: '^took (?<sum>[0-9]+), left (?<left>-?[0-9]+)$'\n"                                    \
    "  empty: '^nothing left$'\n"
#define TEN "  - {id: ten, args: ['10', '4']}\n"
#define MODEL                                                                                      \
    "  - id: model\n"                                                                              \
    "    kind: exclusion\n"                                                                        \
    "    points: 1\n"                                                                              \
    "    model:\n"                                                                                 \
    "      state: {funds: 'tonumber(args[1])', times: 0}\n"                                        \
    "      on:\n"                                                                                  \
    "        took:\n"                                                                              \
    "          if: tonumber(e.left) == funds - tonumber(args[2]) and tonumber(e.left) >= 0\n"      \
    "          else: '\"there were \" .. funds'\n"                                                 \
    "          then: |\n"                                                                          \
    "            funds = tonumber(e.left) -- a comment\n"                                          \
    "            times = times + 1\n"                                                              \
    "        empty: {if: 'funds < tonumber(args[2])'}\n"                                           \
    "      finally: {if: times == 2, else: '\"two could be taken\"'}\n"

static void model_follows_the_output(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, BANK, TEN, MODEL);
    world_line(&w, 0, 0, "took 4, left 6");
    world_fails(&w, "model", NULL,
                "at the end of the program: two could be taken; before it, funds = 6, times = 1");
    world_line(&w, 0, 1000, "nothing left");
    world_fails(
        &w, "model", NULL,
        "`nothing left` came at 1.000 s: it does not fit what came before; before it, funds = "
        "6, times = 1");
    world_end(&w);
    world_begin(&w, BANK, TEN, MODEL);
    world_line(&w, 0, 0, "took 4, left 6");
    world_line(&w, 0, 1000, "took 4, left 2");
    world_line(&w, 0, 1000, "nothing left");
    world_passes(&w, "model");
    world_line(&w, 0, 2000, "took 4, left -2");
    world_fails(&w, "model", NULL,
                "`took 4, left -2` came at 2.000 s: there were 2; before it, funds = 2, times = 2");
    world_end(&w);
}

static void that_sees_the_run(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "  any: '^.*$'\n", "  - {id: one, args: [], environment: {TZ: 'XYZ-5:30'}}\n",
                "  - id: run\n"
                "    kind: output\n"
                "    points: 1\n"
                "    that: |\n"
                "      local p = run.processes\n"
                "      return environment.TZ == 'XYZ-5:30' and run.total == 2 and #p == 2 and\n"
                "        p[1].initial and p[1].cpu == 0.5 and not p[2].initial and p[2].cpu == 1\n"
                "  - id: clock\n"
                "    kind: output\n"
                "    points: 1\n"
                "    that: return abs(events[1].clock - (1756566151.04 + 2)) < 0.001\n");
    world_task(&w, TASK_THREAD); /* a thread is no process */
    int child = world_task(&w, TASK_PROCESS);
    w.native.tasks[0].cpu_ns = 500 * MS;
    w.native.tasks[child].cpu_ns = 1000 * MS;
    world_line(&w, 0, 2000, "line");
    world_passes(&w, "run");
    world_passes(&w, "clock");
    world_end(&w);
}

#define CHECKS                                                                                     \
    "  - {id: never_two, kind: exclusion, points: 1, inside: [in, out], at_most: 1}\n"             \
    "  - {id: two_once, kind: concurrency, points: 1, sometimes: true, inside: [in, out], "        \
    "reaches: 2}\n"                                                                                \
    "  - {id: lines, kind: output, points: 1, lines: [in], are: '{\"in\", \"in\"}'}\n"             \
    "  - {id: time, kind: time, points: 1, total: 0 s}\n"                                          \
    "  - {id: race, kind: race, points: 1}\n"

/* Two visits, one after the other or at once. */
static void visit(struct world *w, struct trace *t, bool at_once)
{
    static const char *const orders[][4] = {{"in", "out", "in", "out"}, {"in", "in", "out", "out"}};
    world_begin_trace(w, t);
    int a = world_task(w, TASK_THREAD), b = world_task(w, TASK_THREAD);
    for (int i = 0; i < 4; i++)
        world_line(w, i == 0 || i == (at_once ? 2 : 1) ? a : b, 0, orders[at_once][i]);
}

static enum verdict_status judge(struct world *w, const struct judged_run *runs, size_t count,
                                 const char *id)
{
    struct error err = ERROR_INIT;
    case_verdict_free(&w->verdict);
    assert_int_equal(judge_case(&w->spec, &w->spec.cases[0], runs, count, &w->verdict, &err), 0);
    return world_verdict(w, id)->status;
}

static void explored_runs_are_judged(void **state)
{
    (void)state;
    struct world w;
    struct trace explored;
    world_begin(&w, "  in: '^in$'\n  out: '^out$'\n", "  - {id: one, args: []}\n", CHECKS);
    trace_free(&w.native);
    visit(&w, &w.native, false);
    visit(&w, &explored, true);
    explored.story = xcalloc(1, sizeof *explored.story);
    const struct judged_run runs[] = {{ENGINE_NATIVE, &w.native, false},
                                      {ENGINE_EXPLORE, &explored, false}};
    assert_int_equal(judge(&w, runs, 1, "never_two"), VERDICT_PASSED);
    assert_int_equal(judge(&w, runs, 1, "two_once"), VERDICT_FAILED);
    assert_int_equal(judge(&w, runs, 1, "race"), VERDICT_SKIPPED);
    /* What one explored run breaks is broken; what one shows is shown. */
    assert_int_equal(judge(&w, runs, 2, "never_two"), VERDICT_FAILED);
    assert_non_null(world_verdict(&w, "never_two")->story);
    assert_int_equal(w.verdict.check_engines[0], ENGINE_EXPLORE);
    assert_int_equal(judge(&w, runs, 2, "two_once"), VERDICT_PASSED);
    assert_int_equal(judge(&w, runs, 2, "race"), VERDICT_PASSED);
    trace_free(&explored);
    world_end(&w);
}

/* In a run where somebody was woken late only exclusion and findings count. */
static void late_runs_say_little(void **state)
{
    (void)state;
    struct world w;
    struct trace explored;
    world_begin(&w, "  in: '^in$'\n  out: '^out$'\n", "  - {id: one, args: []}\n", CHECKS);
    trace_free(&w.native);
    visit(&w, &w.native, false);
    visit(&w, &explored, true);
    world_line(&w, 0, 5000, "in");
    const struct judged_run runs[] = {{ENGINE_NATIVE, &w.native, false},
                                      {ENGINE_EXPLORE, &explored, true}};
    assert_int_equal(judge(&w, runs, 2, "lines"), VERDICT_PASSED);
    assert_int_equal(judge(&w, runs, 2, "time"), VERDICT_PASSED);
    assert_int_equal(judge(&w, runs, 2, "never_two"), VERDICT_FAILED);
    trace_add_finding(&explored, KIND_RACE, "race", "a race");
    assert_int_equal(judge(&w, runs, 2, "race"), VERDICT_FAILED);
    assert_int_equal(w.verdict.extra_count, 0);
    const struct judged_run on_time[] = {{ENGINE_NATIVE, &w.native, false},
                                         {ENGINE_EXPLORE, &explored, false}};
    assert_int_equal(judge(&w, on_time, 2, "lines"), VERDICT_FAILED);
    assert_int_equal(judge(&w, on_time, 2, "time"), VERDICT_FAILED);
    trace_free(&explored);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_follows_the_output),
        cmocka_unit_test(that_sees_the_run),
        cmocka_unit_test(explored_runs_are_judged),
        cmocka_unit_test(late_runs_say_little),
    };
    return cmocka_run_group_tests_name("judge_runs", tests, NULL, NULL);
}
