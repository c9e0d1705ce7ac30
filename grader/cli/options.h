/* What the commands share in reading their arguments. */
#ifndef GRADER_CLI_OPTIONS_H
#define GRADER_CLI_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "base/error.h"
#include "report/format.h"

/* Every option that some command has; each command names those it takes. */
enum option_id {
    OPTION_EXERCISES = 256,
    OPTION_FORMAT,
    OPTION_CC,
    OPTION_JOBS,
    OPTION_ENGINES,
    OPTION_SHOW_WARNINGS,
    OPTION_OUT,
    OPTION_ONLY,
    OPTION_SOLUTIONS,
    OPTION_REPEAT,
    OPTION_MUTATE,
    OPTION_PLAIN,
    OPTION_CFLAGS,
    OPTION_NO_RACES,
    OPTION_SCHEDULES,
    OPTION_STRATEGY,
    OPTION_SEED,
    OPTION_CASE,
    OPTION_SCHEDULE,
    OPTION_GDB,
    OPTION_STEP,
    OPTION_GRADEBOOK,
    OPTION_REGRADE,
    OPTION_DRY_RUN,
};

struct options {
    const char *exercises; /* --exercises DIR; NULL: found by catalog.c */
    const char *format;    /* --format NAME; NULL: the terminal */
    const char *compiler;
    unsigned jobs; /* default: capacity_jobs() */
    unsigned engines;
    bool show_warnings;
    const char *out;
    const char *only; /* comma-separated names; NULL: all */
    const char *solutions;
    unsigned repeat;
    bool mutate;
    bool plain, no_races;
    const char *cflags;
    unsigned schedules;             /* 0: not given */
    unsigned strategy;              /* enum rt_strategy */
    unsigned seed;                  /* 1 if not given */
    const char *case_id, *schedule; /* NULL: not given */
    const char *gradebook;          /* NULL: beside the results */
    bool regrade, dry_run;
    bool gdb;
    unsigned step; /* 0: not given */
    /* what is no option */
    char **operands;
    int operand_count;
};

/*
 * Reads argv into *out, accepting the options of `allowed` (0-terminated) only.
 * -1 (ERROR_USAGE) with one line that says what is wrong.
 */
int options_read(int argc, char **argv, const int *allowed, struct options *out, struct error *err);

/* The format asked for, one that tells of a class or of one submission; -1 (ERROR_USAGE). */
int options_format(const struct options *o, bool of_class, const struct format **out,
                   struct error *err);

/* -1 (ERROR_USAGE) unless the number of operands is in the range; `usage` is shown. */
int options_operands(const struct options *o, int least, int most, const char *usage,
                     struct error *err);

#endif
