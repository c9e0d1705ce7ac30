#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/capacity.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/nearest.h"
#include "spec/spec.h"

static const struct option all_options[] = {
    {"exercises", required_argument, NULL, OPTION_EXERCISES},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"cc", required_argument, NULL, OPTION_CC},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"engines", required_argument, NULL, OPTION_ENGINES},
    {"show-warnings", no_argument, NULL, OPTION_SHOW_WARNINGS},
    {"out", required_argument, NULL, OPTION_OUT},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"solutions", required_argument, NULL, OPTION_SOLUTIONS},
    {"repeat", required_argument, NULL, OPTION_REPEAT},
    {"mutate", no_argument, NULL, OPTION_MUTATE},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"cflags", required_argument, NULL, OPTION_CFLAGS},
    {"no-races", no_argument, NULL, OPTION_NO_RACES},
    {"schedules", required_argument, NULL, OPTION_SCHEDULES},
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"case", required_argument, NULL, OPTION_CASE},
    {"schedule", required_argument, NULL, OPTION_SCHEDULE},
    {"gdb", no_argument, NULL, OPTION_GDB},
    {"step", required_argument, NULL, OPTION_STEP},
    {"gradebook", required_argument, NULL, OPTION_GRADEBOOK},
    {"regrade", no_argument, NULL, OPTION_REGRADE},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
};

#define OPTION_COUNT (sizeof all_options / sizeof all_options[0])

static const enum engine all_engines[] = {ENGINE_NATIVE, ENGINE_TSAN,   ENGINE_LATE,
                                          ENGINE_EAGER,  ENGINE_MEMORY, ENGINE_EXPLORE};

static int read_count(const char *option, const char *text, unsigned most, unsigned *out,
                      struct error *err)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < 1 || value > (long)most)
        return error_set(err, ERROR_USAGE, "--%s wants a whole number from 1 to %u, not '%s'",
                         option, most, text);
    *out = (unsigned)value;
    return 0;
}

static int read_engines(const char *text, unsigned *out, struct error *err)
{
    cleanup_free char *list = xstrdup(text);
    const char *names[sizeof all_engines / sizeof all_engines[0]];
    char *rest = list;
    *out = 0;
    for (char *name; (name = strsep(&rest, ","));) {
        unsigned found = 0;
        for (size_t i = 0; i < sizeof all_engines / sizeof all_engines[0]; i++) {
            names[i] = engine_name(all_engines[i]);
            if (strcmp(names[i], name) == 0)
                found = all_engines[i];
        }
        if (!found) {
            cleanup_free char *advice = nearest_advice(name, names, sizeof names / sizeof names[0]);
            return error_set(err, ERROR_USAGE, "--engines: no engine is called '%s': %s", name,
                             advice);
        }
        *out |= found;
    }
    return 0;
}

static int read_strategy(const char *text, unsigned *out, struct error *err)
{
    for (unsigned i = 0; i < STRATEGY_COUNT; i++) {
        if (strcmp(strategy_names[i], text) == 0) {
            *out = i;
            return 0;
        }
    }
    cleanup_free char *advice = nearest_advice(text, strategy_names, STRATEGY_COUNT);
    return error_set(err, ERROR_USAGE, "--strategy: none is called '%s': %s", text, advice);
}

static int read_option(int id, const char *value, struct options *o, struct error *err)
{
    switch (id) {
    case OPTION_EXERCISES:
        o->exercises = value;
        return 0;
    case OPTION_FORMAT:
        o->format = value;
        return 0;
    case OPTION_CC:
        o->compiler = value;
        return 0;
    case OPTION_JOBS:
        return read_count("jobs", value, 1024, &o->jobs, err);
    case OPTION_ENGINES:
        return read_engines(value, &o->engines, err);
    case OPTION_SHOW_WARNINGS:
        o->show_warnings = true;
        return 0;
    case OPTION_OUT:
        o->out = value;
        return 0;
    case OPTION_ONLY:
        o->only = value;
        return 0;
    case OPTION_SOLUTIONS:
        o->solutions = value;
        return 0;
    case OPTION_MUTATE:
        o->mutate = true;
        return 0;
    case OPTION_PLAIN:
        o->plain = true;
        return 0;
    case OPTION_CFLAGS:
        o->cflags = value;
        return 0;
    case OPTION_NO_RACES:
        o->no_races = true;
        return 0;
    case OPTION_SCHEDULES:
        return read_count("schedules", value, 100000000, &o->schedules, err);
    case OPTION_STRATEGY:
        return read_strategy(value, &o->strategy, err);
    case OPTION_SEED:
        return read_count("seed", value, 2000000000, &o->seed, err);
    case OPTION_CASE:
        o->case_id = value;
        return 0;
    case OPTION_SCHEDULE:
        o->schedule = value;
        return 0;
    case OPTION_GDB:
        o->gdb = true;
        return 0;
    case OPTION_GRADEBOOK:
        o->gradebook = value;
        return 0;
    case OPTION_REGRADE:
        o->regrade = true;
        return 0;
    case OPTION_DRY_RUN:
        o->dry_run = true;
        return 0;
    case OPTION_STEP:
        return read_count("step", value, 1000000, &o->step, err);
    default:
        return read_count("repeat", value, 1000, &o->repeat, err);
    }
}

/* getopt_long has refused argv[optind - 1]: say why. */
static int refuse_option(char **argv, int answer, const struct option *accepted, size_t count,
                         struct error *err)
{
    const char *word = argv[optind - 1];
    if (answer == ':')
        return error_set(err, ERROR_USAGE, "the option %s wants a value (grader %s --help)", word,
                         argv[0]);
    const char *names[OPTION_COUNT];
    for (size_t i = 0; i < count; i++)
        names[i] = accepted[i].name;
    cleanup_free char *name = xstrdup(word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *near = nearest_name(name, names, count);
    return error_set(err, ERROR_USAGE, "%s has no option '%s'%s%s%s (grader %s --help)", argv[0],
                     word, near ? ": did you mean --" : "", near ? near : "", near ? "?" : "",
                     argv[0]);
}

int options_read(int argc, char **argv, const int *allowed, struct options *out, struct error *err)
{
    struct option accepted[OPTION_COUNT + 1];
    size_t count = 0;
    for (const int *id = allowed; *id; id++)
        for (size_t i = 0; i < OPTION_COUNT; i++)
            if (all_options[i].val == *id)
                accepted[count++] = all_options[i];
    accepted[count] = (struct option){0};
    *out = (struct options){
        .compiler = "gcc", .jobs = capacity_jobs(), .engines = ~0u, .repeat = 1, .seed = 1};
    opterr = 0;
    optind = 0; /* starts afresh in glibc, also after another call */
    for (int id; (id = getopt_long(argc, argv, ":", accepted, NULL)) != -1;) {
        if (id == '?' || id == ':')
            return refuse_option(argv, id, accepted, count, err);
        if (read_option(id, optarg, out, err) != 0)
            return -1;
    }
    out->operands = argv + optind;
    out->operand_count = argc - optind;
    return 0;
}

int options_format(const struct options *o, bool of_class, const struct format **out,
                   struct error *err)
{
    *out = format_find(o->format ? o->format : "terminal");
    if (*out && format_tells(*out, of_class))
        return 0;
    cleanup_free char *names = format_names(of_class);
    if (*out)
        return error_set(err, ERROR_USAGE, "the format %s does not tell of %s; these do: %s",
                         o->format, of_class ? "a class" : "a single submission", names);
    return error_set(err, ERROR_USAGE, "--format is one of %s, not '%s'", names, o->format);
}

int options_operands(const struct options *o, int least, int most, const char *usage,
                     struct error *err)
{
    if (o->operand_count < least)
        return error_set(err, ERROR_USAGE, "something is missing: %s", usage);
    if (most >= 0 && o->operand_count > most)
        return error_set(err, ERROR_USAGE, "'%s' is one argument too many: %s", o->operands[most],
                         usage);
    return 0;
}
