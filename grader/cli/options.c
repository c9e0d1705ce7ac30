#include "cli/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/capacity.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/nearest.h"
#include "spec/spec.h"

enum value { VALUE_NONE, VALUE_TEXT, VALUE_COUNT, VALUE_ENGINES, VALUE_STRATEGY };

#define FLAG(field)        VALUE_NONE, offsetof(struct options, field), 0
#define TEXT(field)        VALUE_TEXT, offsetof(struct options, field), 0
#define COUNT(field, most) VALUE_COUNT, offsetof(struct options, field), most

static const struct known_option {
    const char *name;
    enum option_id id;
    enum value value;
    size_t place;  /* in struct options; a bool, const char * or unsigned */
    unsigned most; /* VALUE_COUNT: from 1 to this */
} all_options[] = {
    {"exercises", OPTION_EXERCISES, TEXT(exercises)},
    {"format", OPTION_FORMAT, TEXT(format)},
    {"cc", OPTION_CC, TEXT(compiler)},
    {"jobs", OPTION_JOBS, COUNT(jobs, 1024)},
    {"engines", OPTION_ENGINES, VALUE_ENGINES, offsetof(struct options, engines), 0},
    {"show-warnings", OPTION_SHOW_WARNINGS, FLAG(show_warnings)},
    {"out", OPTION_OUT, TEXT(out)},
    {"only", OPTION_ONLY, TEXT(only)},
    {"solutions", OPTION_SOLUTIONS, TEXT(solutions)},
    {"repeat", OPTION_REPEAT, COUNT(repeat, 1000)},
    {"mutate", OPTION_MUTATE, FLAG(mutate)},
    {"plain", OPTION_PLAIN, FLAG(plain)},
    {"cflags", OPTION_CFLAGS, TEXT(cflags)},
    {"no-races", OPTION_NO_RACES, FLAG(no_races)},
    {"schedules", OPTION_SCHEDULES, COUNT(schedules, 100000000)},
    {"strategy", OPTION_STRATEGY, VALUE_STRATEGY, offsetof(struct options, strategy), 0},
    {"seed", OPTION_SEED, COUNT(seed, 2000000000)},
    {"case", OPTION_CASE, TEXT(case_id)},
    {"schedule", OPTION_SCHEDULE, TEXT(schedule)},
    {"gdb", OPTION_GDB, FLAG(gdb)},
    {"step", OPTION_STEP, COUNT(step, 1000000)},
    {"gradebook", OPTION_GRADEBOOK, TEXT(gradebook)},
    {"regrade", OPTION_REGRADE, FLAG(regrade)},
    {"dry-run", OPTION_DRY_RUN, FLAG(dry_run)},
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

static int read_option(const struct known_option *known, const char *value, struct options *o,
                       struct error *err)
{
    void *place = (char *)o + known->place;
    switch (known->value) {
    case VALUE_NONE:
        *(bool *)place = true;
        return 0;
    case VALUE_TEXT:
        *(const char **)place = value;
        return 0;
    case VALUE_COUNT:
        return read_count(known->name, value, known->most, place, err);
    case VALUE_ENGINES:
        return read_engines(value, place, err);
    case VALUE_STRATEGY:
        return read_strategy(value, place, err);
    }
    return 0;
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

/* What getopt_long() answers is the option's place in the table: less than '?' and ':'. */
static struct option as_getopt_wants(size_t i)
{
    return (struct option){all_options[i].name,
                           all_options[i].value == VALUE_NONE ? no_argument : required_argument,
                           NULL, (int)i};
}

_Static_assert(OPTION_COUNT < ':', "an option cannot be told from a refusal");

int options_read(int argc, char **argv, const int *allowed, struct options *out, struct error *err)
{
    struct option accepted[OPTION_COUNT + 1];
    size_t count = 0;
    for (const int *id = allowed; *id; id++)
        for (size_t i = 0; i < OPTION_COUNT; i++)
            if ((int)all_options[i].id == *id)
                accepted[count++] = as_getopt_wants(i);
    accepted[count] = (struct option){0};
    *out = (struct options){
        .compiler = "gcc", .jobs = capacity_jobs(), .engines = ~0u, .repeat = 1, .seed = 1};
    opterr = 0;
    optind = 0; /* starts afresh in glibc, also after another call */
    for (int id; (id = getopt_long(argc, argv, ":", accepted, NULL)) != -1;) {
        if (id == '?' || id == ':')
            return refuse_option(argv, id, accepted, count, err);
        if (read_option(&all_options[id], optarg, out, err) != 0)
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
