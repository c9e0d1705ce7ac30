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
#include "explore/trace.h"
#include "report/escape.h"

#define USAGE "grader explore EXERCISE FILE.c, or grader explore --plain FILE.c... [-- ARGUMENTS]"

/* Budgets count schedules and steps, never seconds: the same program, the same answer. */
#define SCHEDULES    20000
#define STEP_LIMIT   20000
#define STEPS_BUDGET UINT64_C(30000000)
#define PART_MORE    4 /* of the budget, one in so many is spent on when only a race was found */

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
    uint32_t later_failure; /* of another kind, where the first was but a race; 0: none */
    size_t of_first;        /* so many findings are of the first, the others of the later one */
    int bound;              /* -1: none */
    uint32_t bound_count;
    char *unsupported;     /* owned */
    struct trace findings; /* only its findings are used, notes last */
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
        .flags = RT_TELL_FAULTS | RT_STOP_AT_FAULT | RT_FEW_TASKS |
                 (o->no_races ? 0 : RT_RACES_ARE_FAULTS),
        .strategy = o->strategy,
        .first = 1,
        .count = o->schedules ? o->schedules : SCHEDULES,
        .step_limit = STEP_LIMIT,
        .seed = o->seed,
        .steps_budget = STEPS_BUDGET,
    };
}

static void note_failure(struct outcome *out, uint32_t schedule)
{
    if (!out->first_failure)
        out->first_failure = schedule;
    else
        out->later_failure = schedule;
    if (!out->later_failure)
        out->of_first = out->findings.finding_count;
}

static void add_crash(struct outcome *out, uint32_t schedule)
{
    out->schedules = schedule;
    trace_add_finding(&out->findings, KIND_MEMORY, "crash",
                      "The program died in a way that left no trace");
    note_failure(out, schedule);
}

/* The log is copied first: the program could change it while it is read. */
static void take_findings(struct explore_session *s, const struct rt_reply *reply, bool with_races,
                          struct symbolizer *symbols, struct outcome *out)
{
    cleanup_free unsigned char *log = xmemdup(session_shared(s)->log, reply->log_bytes + 1);
    cleanup_free struct rt_race *races =
        xmemdup(session_shared(s)->races, sizeof session_shared(s)->races);
    struct log_reader reader = {log, log + reply->log_bytes};
    struct log_schedule found;
    if (log_next_schedule(&reader, &found))
        explore_explain(&found, races, EXPLAIN_STATUS | (with_races ? EXPLAIN_RACES : 0), symbols,
                        &out->findings);
    note_failure(out, out->schedules);
}

static void take_notes(struct explore_session *s, struct symbolizer *symbols, struct outcome *out)
{
    cleanup_free struct rt_note *notes =
        xmemdup(session_shared(s)->notes, sizeof session_shared(s)->notes);
    explore_explain_notes(notes, session_shared(s)->note_count, symbols, &out->findings);
}

static bool are_only_races(const struct trace *findings)
{
    for (size_t i = 0; i < findings->finding_count; i++)
        if (strcmp(findings->findings[i].code, "race") != 0)
            return false;
    return findings->finding_count > 0;
}

/* What the runtime says of it and where it is, cut, made printable where it is shown. */
static char *unsupported_words(struct explore_session *s, uint64_t pc, struct symbolizer *symbols)
{
    const char *text = session_shared(s)->text;
    struct symbol place = {0};
    if (pc > EXPLORE_CODE_BASE)
        symbolizer_code(symbols, "prog", pc - 1 - EXPLORE_CODE_BASE, &place, 1);
    char *words = place.line ? xasprintf("%.*s, at %s:%d", (int)strnlen(text, 200), text,
                                         place.file ? place.file : "line", place.line)
                             : xstrndup(text, strnlen(text, 200));
    symbol_free(&place);
    return words;
}

/*
 * A race hides nothing: behind it the search goes on for an assertion that fails, a deadlock, a
 * crash, so that a reader can tell a program that only has races from one that also goes wrong.
 */
static void look_behind_race(struct rt_order *order, uint32_t done, uint32_t *last)
{
    order->flags &= ~(uint32_t)RT_RACES_ARE_FAULTS;
    *last = done + (*last - done) / PART_MORE;
    order->steps_budget /= PART_MORE;
}

/* Gives the order; the schedules from order->first to `last` are to be run. 0, 1: it died, -1. */
static int run_order(struct explore_session *s, struct rt_order *order, uint32_t last,
                     struct rt_reply *reply, struct outcome *out, struct error *err)
{
    order->first = out->schedules + 1;
    order->count = last - out->schedules;
    int status = session_order(s, order, reply, err);
    if (status != 0)
        return status;
    out->schedules += reply->done;
    order->steps_budget -= reply->steps < order->steps_budget ? reply->steps : order->steps_budget;
    if (!out->first_failure) {
        out->bound = reply->exhausted_bound;
        out->bound_count = reply->exhausted_count;
    }
    return 0;
}

static int explore(struct explore_session *s, const struct options *o, struct symbolizer *symbols,
                   struct outcome *out, struct error *err)
{
    struct rt_order order = first_order(o);
    uint32_t last = order.count;
    while (out->schedules < last && order.steps_budget > 0) {
        struct rt_reply reply;
        int status = run_order(s, &order, last, &reply, out, err);
        if (status < 0)
            return -1;
        if (status == 1) {
            add_crash(out, session_shared(s)->running);
            return 0;
        }
        if (reply.stop == RT_STOP_UNSUPPORTED && !out->first_failure)
            out->unsupported = unsupported_words(s, reply.text_pc, symbols);
        if (reply.stop == RT_STOP_FAULT)
            take_findings(s, &reply, order.flags & RT_RACES_ARE_FAULTS, symbols, out);
        if (reply.stop == RT_STOP_FAULT && are_only_races(&out->findings))
            look_behind_race(&order, out->schedules, &last);
        else if (reply.stop != RT_STOP_LOG_FULL || reply.done == 0)
            break;
    }
    take_notes(s, symbols, out);
    return 0;
}

/* ---- telling */

static json_t *places_json(const struct finding *f)
{
    json_t *places = json_array();
    for (size_t i = 0; i < f->location_count; i++)
        json_array_append_new(places, json_pack("{s:s?, s:i}", "file", f->locations[i].file, "line",
                                                f->locations[i].line));
    return places;
}

static json_t *text_json(const char *text)
{
    cleanup_buffer struct buffer b = {0};
    escape_utf8(&b, text, strlen(text));
    return json_string(b.data ? b.data : "");
}

/* In which schedule the finding at `index` was seen. */
static uint32_t seen_in(const struct outcome *o, size_t index)
{
    return index < o->of_first ? o->first_failure : o->later_failure;
}

/* Two threads started in one line make one note. */
static bool is_repeated(const struct outcome *o, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(o->findings.findings[i].message, o->findings.findings[index].message) == 0)
            return true;
    return false;
}

static json_t *findings_json(const struct outcome *o, uint64_t seed, bool notes)
{
    json_t *all = json_array();
    for (size_t i = 0; i < o->findings.finding_count; i++) {
        const struct finding *f = &o->findings.findings[i];
        if (f->is_note != notes || is_repeated(o, i))
            continue;
        json_t *one = json_pack("{s:s, s:o}", "kind", f->code, "message", text_json(f->message));
        if (!notes)
            json_object_update_new(one, json_pack("{s:I, s:I}", "seed", (json_int_t)seed,
                                                  "schedule", (json_int_t)seen_in(o, i)));
        json_object_set_new(one, "locations", places_json(f));
        json_array_append_new(all, one);
    }
    return all;
}

static void tell_json(const struct outcome *o, uint64_t seed)
{
    json_t *root = json_pack("{s:i, s:s, s:i}", "schema", 1, "verdict", o->verdict, "schedules",
                             (int)o->schedules);
    json_object_set_new(root, "exhausted_bound",
                        o->bound < 0 ? json_null() : json_integer(o->bound));
    json_object_set_new(root, "first_failure",
                        o->first_failure ? json_integer(o->first_failure) : json_null());
    json_object_set_new(root, "findings", findings_json(o, seed, false));
    json_object_set_new(root, "notes", findings_json(o, seed, true));
    if (o->unsupported)
        json_object_set_new(root, "unsupported", text_json(o->unsupported));
    json_dumpf(root, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(root);
}

static void print_escaped(const char *before, const char *text, const char *after)
{
    struct buffer b = {0};
    escape_terminal(&b, text, strlen(text), true);
    printf("%s%s%s", before, b.data ? b.data : "", after);
    buffer_free(&b);
}

static void tell_findings(const struct outcome *o)
{
    for (size_t i = 0; i < o->findings.finding_count; i++)
        if (!o->findings.findings[i].is_note && !is_repeated(o, i))
            print_escaped("", o->findings.findings[i].message, ".\n\n");
    for (size_t i = 0; i < o->findings.finding_count; i++)
        if (o->findings.findings[i].is_note && !is_repeated(o, i))
            print_escaped("Note: ", o->findings.findings[i].message, ".\n");
}

static void tell_failures(const struct outcome *o)
{
    printf("Found in interleaving %u", o->first_failure);
    if (o->later_failure)
        printf(", and what is no race in interleaving %u", o->later_failure);
    else if (o->schedules > o->first_failure)
        printf("; nothing but races in %u interleavings", o->schedules);
    puts(".");
}

static void tell_text(const struct outcome *o)
{
    tell_findings(o);
    if (o->unsupported)
        print_escaped("This program cannot be explored: it uses ", o->unsupported, ".\n");
    else if (o->first_failure)
        tell_failures(o);
    else
        printf("Nothing found in %u interleavings. (They are some of all that are possible, and "
               "assume that memory is seen in order.)\n",
               o->schedules);
    if (o->bound >= 0 && !o->first_failure)
        printf("All %u interleaving%s with at most %d preemption%s were run among them.\n",
               o->bound_count, o->bound_count == 1 ? "" : "s", o->bound, o->bound == 1 ? "" : "s");
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
    struct symbolizer *symbols = symbolizer_open(program.executable);
    int status = s ? explore(s, o, symbols, &out, err) : -1;
    symbolizer_close(symbols);
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
