#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/command.h"
#include "cli/explore_exercise.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "explore/explain.h"
#include "explore/program.h"
#include "explore/session.h"
#include "report/escape.h"

#define USAGE "grader explore EXERCISE FILE.c, or grader explore --plain FILE.c... [-- ARGUMENTS]"

/* Budgets count schedules and steps, never seconds: the same program, the same answer. */
#define SCHEDULES    20000
#define STEP_LIMIT   20000
#define STEPS_BUDGET UINT64_C(30000000)

enum { EXIT_UNSUPPORTED = 4 };

static const char help[] =
    "Usage: grader explore [OPTIONS] EXERCISE FILE.c\n"
    "       grader explore --plain [OPTIONS] FILE.c... [-- ARGUMENTS]\n"
    "\n"
    "Runs a C program with threads under thousands of chosen interleavings: a submission on the\n"
    "cases of an exercise, judged by its checks; or (--plain) any program, to look for deadlocks,\n"
    "data races, crashes, failed assertions and a status other than 0.\n"
    "\n"
    "  --cflags \"FLAGS\"     further flags for the compiler\n"
    "  --no-races           do not report data races\n"
    "  --schedules N        how many interleavings at most (20000; a case of an exercise: 1000)\n"
    "  --strategy NAME      mix, places, surw, pos, pct, random, dfs (mix)\n"
    "  --seed N             another sequence of choices (1)\n"
    "  --format json        one JSON object on standard output\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 nothing found, 1 something found, 2 the call is wrong or the program does not\n"
    "build, 3 the machine or the grader failed, 4 the program does what cannot be explored.\n";

static const int allowed[] = {OPTION_PLAIN,     OPTION_CFLAGS,    OPTION_NO_RACES,
                              OPTION_SCHEDULES, OPTION_STRATEGY,  OPTION_SEED,
                              OPTION_FORMAT,    OPTION_EXERCISES, 0};

struct outcome {
    const char *verdict;
    uint32_t schedules, first_failure;
    int bound; /* -1: none */
    uint32_t bound_count;
    char *unsupported;     /* owned */
    struct trace findings; /* only its findings are used */
};

static void outcome_free(struct outcome *o)
{
    free(o->unsupported);
    trace_free(&o->findings);
}

/* ---- exploring */

static struct rt_order first_order(const struct options *o)
{
    return (struct rt_order){
        .kind = RT_ORDER_EXPLORE,
        .flags = RT_TELL_FAULTS | RT_STOP_AT_FAULT | (o->no_races ? 0 : RT_RACES_ARE_FAULTS),
        .strategy = o->strategy,
        .first = 1,
        .count = o->schedules ? o->schedules : SCHEDULES,
        .step_limit = STEP_LIMIT,
        .seed = o->seed,
        .steps_budget = STEPS_BUDGET,
    };
}

static void add_crash(struct outcome *out, uint32_t schedule)
{
    out->first_failure = out->schedules = schedule;
    trace_add_finding(&out->findings, KIND_MEMORY, "crash",
                      "The program died in a way that left no trace");
}

/* The log is copied first: the program could change it while it is read. */
static void take_findings(struct explore_session *s, const struct rt_reply *reply,
                          const struct options *o, const char *executable, struct outcome *out)
{
    cleanup_free unsigned char *log = xmemdup(session_shared(s)->log, reply->log_bytes + 1);
    cleanup_free struct rt_race *races =
        xmemdup(session_shared(s)->races, sizeof session_shared(s)->races);
    struct symbolizer *symbols = symbolizer_open(executable);
    out->first_failure = out->schedules;
    struct log_reader reader = {log, log + reply->log_bytes};
    struct log_schedule found;
    if (log_next_schedule(&reader, &found))
        explore_explain(&found, races, EXPLAIN_STATUS | (o->no_races ? 0 : EXPLAIN_RACES), symbols,
                        &out->findings);
    symbolizer_close(symbols);
}

/* What the runtime says of it, cut and made printable where it is shown. */
static char *unsupported_words(struct explore_session *s)
{
    return xstrndup(session_shared(s)->text, strnlen(session_shared(s)->text, 200));
}

static int explore(struct explore_session *s, const struct options *o, const char *executable,
                   struct outcome *out, struct error *err)
{
    struct rt_order order = first_order(o);
    uint32_t last = order.count;
    while (out->schedules < last) {
        struct rt_reply reply;
        order.first = out->schedules + 1;
        order.count = last - out->schedules;
        int status = session_order(s, &order, &reply, err);
        if (status < 0)
            return -1;
        if (status == 1) {
            add_crash(out, session_shared(s)->running);
            return 0;
        }
        out->schedules += reply.done;
        out->bound = reply.exhausted_bound;
        out->bound_count = reply.exhausted_count;
        if (reply.stop == RT_STOP_UNSUPPORTED)
            out->unsupported = unsupported_words(s);
        if (reply.stop == RT_STOP_FAULT)
            take_findings(s, &reply, o, executable, out);
        if (reply.stop != RT_STOP_LOG_FULL || reply.done == 0)
            return 0;
    }
    return 0;
}

/* ---- telling */

static int tell_json(const struct outcome *o, uint64_t seed)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < o->findings.finding_count; i++) {
        const struct finding *f = &o->findings.findings[i];
        cleanup_buffer struct buffer message = {0};
        escape_utf8(&message, f->message, strlen(f->message));
        json_t *places = json_array();
        for (size_t k = 0; k < f->location_count; k++)
            json_array_append_new(places, json_pack("{s:s?, s:i}", "file", f->locations[k].file,
                                                    "line", f->locations[k].line));
        json_array_append_new(findings, json_pack("{s:s, s:s, s:I, s:o}", "kind", f->code,
                                                  "message", message.data ? message.data : "",
                                                  "seed", (json_int_t)seed, "locations", places));
    }
    json_t *root = json_pack("{s:i, s:s, s:i}", "schema", 1, "verdict", o->verdict, "schedules",
                             (int)o->schedules);
    json_object_set_new(root, "exhausted_bound",
                        o->bound < 0 ? json_null() : json_integer(o->bound));
    json_object_set_new(root, "first_failure",
                        o->first_failure ? json_integer(o->first_failure) : json_null());
    json_object_set_new(root, "findings", findings);
    if (o->unsupported) {
        cleanup_buffer struct buffer why = {0};
        escape_utf8(&why, o->unsupported, strlen(o->unsupported));
        json_object_set_new(root, "unsupported", json_string(why.data ? why.data : ""));
    }
    json_dumpf(root, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(root);
    return 0;
}

static void print_escaped(const char *before, const char *text, const char *after)
{
    struct buffer b = {0};
    escape_terminal(&b, text, strlen(text), true);
    printf("%s%s%s", before, b.data ? b.data : "", after);
    buffer_free(&b);
}

static void tell_text(const struct outcome *o)
{
    for (size_t i = 0; i < o->findings.finding_count; i++)
        print_escaped("", o->findings.findings[i].message, ".\n\n");
    if (o->unsupported)
        print_escaped("This program cannot be explored: it uses ", o->unsupported, ".\n");
    else if (o->first_failure)
        printf("Found in interleaving %u.\n", o->first_failure);
    else
        printf("Nothing found in %u interleavings. (They are some of all that are possible, and "
               "assume that memory is seen in order.)\n",
               o->schedules);
    if (o->bound >= 0 && !o->first_failure)
        printf("All %u interleavings with at most %d preemption%s were run among them.\n",
               o->bound_count, o->bound, o->bound == 1 ? "" : "s");
}

static int conclude(struct outcome *o, const struct options *options)
{
    int status = EXIT_FULL;
    o->verdict = "clean";
    if (o->unsupported) {
        o->verdict = "unsupported";
        status = EXIT_UNSUPPORTED;
    } else if (o->first_failure) {
        o->verdict = "faulty";
        status = EXIT_NOT_FULL;
    }
    if (options->format && strcmp(options->format, "json") == 0)
        tell_json(o, options->seed);
    else
        tell_text(o);
    return status;
}

static int build_and_explore(const struct options *o, size_t files, char **args, struct error *err)
{
    cleanup_workdir char *directory = workdir_create(err);
    cleanup_with(explore_program_free) struct explore_program program = {0};
    cleanup_with(outcome_free) struct outcome out = {.bound = -1};
    if (!directory ||
        explore_program_build(o->operands, files, o->cflags, directory, &program, err))
        return -1;
    if (!program.ok)
        return error_set(err, ERROR_USAGE, "the program does not build:\n%s",
                         program.log ? program.log : "");
    if (program.unsupported) {
        out.unsupported = steal_ptr(program.unsupported);
        return conclude(&out, o);
    }
    const struct session_settings settings = {.executable = program.executable, .args = args};
    struct explore_session *s = session_open(&settings, err);
    int status = s ? explore(s, o, program.executable, &out, err) : -1;
    session_close(s);
    return status < 0 ? -1 : conclude(&out, o);
}

static int run(int argc, char **argv, struct error *err)
{
    struct options o;
    int own = 0;
    while (own < argc && strcmp(argv[own], "--") != 0)
        own++;
    char **args = own < argc ? argv + own + 1 : NULL;
    if (options_read(own, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, -1, USAGE, err) != 0)
        return -1;
    if (!o.plain)
        return args ? error_set(err, ERROR_USAGE, "only with --plain arguments can be given: %s",
                                USAGE)
               : options_operands(&o, 2, 2, USAGE, err) == 0 ? explore_exercise(&o, err)
                                                             : -1;
    if (o.format && strcmp(o.format, "json") != 0 && strcmp(o.format, "terminal") != 0)
        return error_set(err, ERROR_USAGE, "--format is terminal or json here, not '%s'", o.format);
    interrupt_guard();
    int status = build_and_explore(&o, (size_t)o.operand_count, args, err);
    interrupt_settle();
    return status;
}

const struct command explore_command = {
    "explore", "looks for the interleaving that breaks a program with threads", help, run};
