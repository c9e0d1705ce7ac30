/*
 * What the explorer costs and how soon it finds things, measured without the command line around
 * it.
 *
 *   measure first FILE.c [no-races] SCHEDULES SEEDS STRATEGY...
 *       for each strategy one line: its name, mean and greatest number of schedules to the first
 * failure over seeds 1 to SEEDS, in how many it was found, and in how many within 500 schedules
 *   measure rate FILE.c SCHEDULES [ARGUMENTS]
 *       schedules, visible steps a schedule, schedules a second, nanoseconds a step, MiB of memory
 *   measure same FILE.c SCHEDULES TIMES
 *       how many different logs TIMES runs with the same seed leave (1 is right)
 *
 * STRATEGY is a number of enum rt_strategy.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/workdir.h"
#include "explore/program.h"
#include "explore/session.h"

#define STEP_LIMIT 20000
#define SOON       500

static struct error err;
static char *no_args[] = {NULL};

static void fail(const char *what)
{
    fprintf(stderr, "measure: %s %s\n", what, err.message ? err.message : "");
    exit(2);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct rt_order order_of(uint32_t count, uint32_t flags)
{
    return (struct rt_order){.kind = RT_ORDER_EXPLORE,
                             .flags = flags,
                             .first = 1,
                             .count = count,
                             .step_limit = STEP_LIMIT,
                             .seed = 1};
}

/* A program that dies in a schedule has failed in it. */
static struct rt_reply ask(struct explore_session *s, const struct rt_order *order)
{
    struct rt_reply reply = {0};
    int status = session_order(s, order, &reply, &err);
    if (status < 0)
        fail("the explorer failed:");
    if (status == 1)
        reply = (struct rt_reply){.stop = RT_STOP_FAULT, .done = session_shared(s)->running};
    return reply;
}

static struct explore_session *start(const char *executable, char **args)
{
    static struct session_settings settings; /* must outlive the session */
    settings = (struct session_settings){.executable = executable, .args = args};
    struct explore_session *s = session_open(&settings, &err);
    if (!s)
        fail("no session:");
    return s;
}

static struct rt_reply run_once(const char *executable, const struct rt_order *order)
{
    struct explore_session *s = start(executable, no_args);
    struct rt_reply reply = ask(s, order);
    session_close(s);
    return reply;
}

static void first_failures(const char *executable, int argc, char **argv)
{
    bool no_races = argc > 0 && strcmp(argv[0], "no-races") == 0;
    argv += no_races;
    argc -= no_races;
    if (argc < 3)
        fail("first FILE.c [no-races] SCHEDULES SEEDS STRATEGY...");
    int seeds = atoi(argv[1]);
    struct rt_order order =
        order_of((uint32_t)atoi(argv[0]),
                 RT_TELL_FAULTS | RT_STOP_AT_FAULT | (no_races ? 0 : RT_RACES_ARE_FAULTS));
    for (int i = 2; i < argc; i++) {
        uint64_t sum = 0;
        uint32_t greatest = 0;
        int found = 0, soon = 0;
        order.strategy = (uint32_t)atoi(argv[i]);
        for (int seed = 1; seed <= seeds; seed++) {
            order.seed = (uint64_t)seed;
            struct rt_reply r = run_once(executable, &order);
            sum += r.done;
            greatest = r.done > greatest ? r.done : greatest;
            found += r.stop == RT_STOP_FAULT;
            soon += r.stop == RT_STOP_FAULT && r.done <= SOON;
        }
        printf("%s %.1f %u %d %d\n", argv[i], (double)sum / seeds, greatest, found, soon);
    }
}

static bool is_explored(const char *comm_path)
{
    char name[32] = "";
    FILE *f = fopen(comm_path, "r");
    bool read = f && fgets(name, sizeof name, f);
    if (f)
        fclose(f);
    return read && strcmp(name, "explored\n") == 0;
}

static double resident_mib(const char *comm_path)
{
    char path[64], line[200];
    double kib = 0;
    snprintf(path, sizeof path, "%.*sstatus", (int)(strlen(comm_path) - strlen("comm")), comm_path);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %lf", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib / 1024;
}

/* Of the greatest explored program on this machine: ours, if no other runs. */
static double memory_mib(void)
{
    glob_t found;
    double most = 0;
    if (glob("/proc/[0-9]*/comm", 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        double mib = is_explored(found.gl_pathv[i]) ? resident_mib(found.gl_pathv[i]) : 0;
        most = mib > most ? mib : most;
    }
    globfree(&found);
    return most;
}

static void rate(const char *executable, int argc, char **argv)
{
    struct rt_order order = order_of(argc > 0 ? (uint32_t)atoi(argv[0]) : 10000, 0);
    struct explore_session *s = start(executable, argc > 0 ? argv + 1 : no_args);
    struct rt_order warm = order;
    warm.count = 100;
    ask(s, &warm);
    order.first = 101;
    double begin = now_ms();
    struct rt_reply r = ask(s, &order);
    double ms = now_ms() - begin;
    double steps = (double)r.steps / r.done;
    printf("%u %.0f %.0f %.0f %.1f\n", r.done, steps, r.done / ms * 1e3, ms * 1e6 / (double)r.steps,
           memory_mib());
    session_close(s);
}

static uint64_t hash_log(const struct rt_shared *shared, const struct rt_reply *r)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (uint32_t i = 0; i < r->log_bytes; i++)
        h = (h ^ shared->log[i]) * UINT64_C(0x100000001B3);
    return h ^ r->steps;
}

static void same(const char *executable, int argc, char **argv)
{
    struct rt_order order =
        order_of(argc > 0 ? (uint32_t)atoi(argv[0]) : 100, RT_TELL_ALL | RT_STEPS);
    int times = argc > 1 ? atoi(argv[1]) : 10, different = 0;
    uint64_t first = 0;
    for (int i = 0; i < times; i++) {
        struct explore_session *s = start(executable, no_args);
        struct rt_reply r = ask(s, &order);
        uint64_t h = hash_log(session_shared(s), &r);
        session_close(s);
        if (i == 0)
            first = h;
        different += h != first;
    }
    printf("%d runs, %d differ from the first\n", times, different);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(const char *executable, int argc, char **argv);
    } modes[] = {{"first", first_failures}, {"rate", rate}, {"same", same}};
    struct explore_program program = {0};
    if (argc < 3)
        fail("usage: measure first|rate|same FILE.c ...");
    cleanup_workdir char *directory = workdir_create(&err);
    if (!directory || explore_program_build(&argv[2], 1, NULL, directory, &program, &err) < 0 ||
        !program.executable)
        fail("does not build:");
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(argv[1], modes[i].name) == 0)
            modes[i].run(program.executable, argc - 3, argv + 3);
    explore_program_free(&program);
    return 0;
}
