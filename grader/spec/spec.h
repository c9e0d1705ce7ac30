/*
 * A spec as plain structs: what exercise.yaml (and hidden.yaml beside it) says.
 * Nothing outside this folder ever sees YAML. docs/spec.md is the language.
 */
#ifndef GRADER_SPEC_SPEC_H
#define GRADER_SPEC_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/kind.h"

/* Engines as a bit set. */
enum engine {
    ENGINE_NATIVE = 1 << 0,
    ENGINE_TSAN = 1 << 1,
    ENGINE_LATE = 1 << 2,    /* the plain build, with all but the initial thread late */
    ENGINE_EAGER = 1 << 3,   /* the plain build, with each creator kept until the new one has run */
    ENGINE_MEMORY = 1 << 4,  /* the build with AddressSanitizer and UndefinedBehaviorSanitizer */
    ENGINE_EXPLORE = 1 << 5, /* chosen interleavings under our own scheduler (grader/runtime) */
};

#define ENGINES_BY_DEFAULT (ENGINE_NATIVE | ENGINE_TSAN | ENGINE_MEMORY | ENGINE_EXPLORE)
/*
 * Judged only by what they find themselves: their runs are late, end at the first error, or (under
 * ThreadSanitizer) take so much processor time that threads really run side by side, so that what
 * a racy program prints there is another thing each time.
 */
#define ENGINES_FINDINGS_ONLY (ENGINE_LATE | ENGINE_MEMORY | ENGINE_TSAN)

const char *engine_name(enum engine engine); /* "native", "tsan", … */
unsigned engine_parse(const char *name);     /* 0: there is no such engine */

/* The explorer's strategies by their names, in the order of enum rt_strategy (runtime/shared.h). */
#define STRATEGY_COUNT 7
extern const char *const strategy_names[STRATEGY_COUNT];

struct spec_limits {
    int64_t time_ns; /* virtual time */
    int64_t cpu_ns;  /* processor time of the tree */
    int64_t wall_ns; /* real time; an overrun with little processor time is the machine's trouble */
    int64_t memory_bytes;
    int64_t output_bytes;
    int64_t file_bytes;
    int tasks; /* threads and processes alive at once */
};

/* How engine explore looks at each case: a budget of work, never of time. */
struct spec_explore {
    unsigned schedules; /* interleavings at most */
    unsigned steps;     /* visible steps at most, over all of them */
    unsigned seed;
    unsigned strategy; /* enum rt_strategy */
};

/* A line of output that matches `pattern` (PCRE2, anchored by the author) is an event `name`. */
struct spec_event {
    char *name;
    char *pattern;
};

/* A file that is there before the program starts. */
struct spec_file {
    char *name;
    char *content;
    size_t size;
};

struct spec_case {
    char *id;
    char **args; /* NULL-terminated; owned */
    size_t arg_count;
    double weight;
    bool hidden;
    unsigned engines; /* set of enum engine */
    struct spec_file *files;
    size_t file_count, file_capacity;
    char **environment; /* "NAME=value", NULL-terminated; may be NULL */
};

/*
 * A duration to be evaluated per case: `expression` (Lua, a number) times
 * `unit_ns`. "ceil(n / workers) s" gives {"ceil(n / workers)", 1e9}.
 */
struct spec_duration {
    char *expression; /* NULL: not given */
    int64_t unit_ns;
};

/* What a check looks at. The comments give the YAML keys; docs/spec.md explains them. */
enum rule {
    RULE_NO_FINDING, /* (no rule key)  no finding of the check's kind in any engine */
    RULE_EACH,       /* each: [events], of: capture, in: list, times: n */
    RULE_LINES,      /* lines: [events], are: list of strings, ordered: bool */
    RULE_UNEXPECTED, /* unexpected: none   no line that matches no event */
    RULE_ORDER,      /* order: [a, b], same: capture, where: condition */
    RULE_ALL_BEFORE, /* all: a, before_any: b */
    RULE_GAP,        /* gap: [a, b], same: capture, where: condition, is: duration ± duration */
    RULE_TOTAL,      /* total: duration ± duration */
    RULE_INSIDE,     /* inside: [a, b], same: capture, at_most: n, reaches: n */
    RULE_EXCLUSIVE,  /* exclusive: [events]    no two tasks write such lines at once */
    RULE_ACTORS,     /* actors: [events], are: thread|process|any, count: n */
    RULE_STARTED,    /* started: thread|process|any, count: n, before: event|join */
    RULE_WORKERS,    /* workers: duration (each waited at least this), count: n, at_once: n */
    RULE_FILE,       /* file: name, lines: list of strings */
    RULE_FILE_EXCLUSIVE, /* file: name, exclusive: true */
    RULE_FILE_BEFORE,    /* file: name, before: event */
    RULE_EXIT,           /* exit: status */
    RULE_CPU,            /* cpu: duration       at most this much processor time */
    RULE_THAT,           /* that: Lua chunk that returns true, or false and a message */
};

enum spec_tasks { TASKS_ANY, TASKS_THREADS, TASKS_PROCESSES };

struct spec_check {
    char *id;
    enum check_kind kind;
    char *title; /* never NULL: made from the id where the spec gives none */
    char *hint;  /* may be NULL */
    double points;
    enum rule rule;

    /* Operands; which are set depends on the rule. Strings are owned; expressions are Lua. */
    char **events;  /* EACH, LINES, ORDER, ALL_BEFORE, GAP, INSIDE, EXCLUSIVE, ACTORS;
                       NULL-terminated */
    char *capture;  /* EACH: of;  ORDER, GAP, INSIDE: same (may be NULL) */
    char *list;     /* EACH: in;  LINES: are;  FILE: lines     a list of strings */
    char *where;    /* ORDER, GAP: may be NULL; sees `first` and `second`, tables of captures */
    char *count;    /* EACH: times;  ACTORS, STARTED, WORKERS: count;  EXIT: status */
    char *at_most;  /* INSIDE: at_most;  WORKERS: at_once; may be NULL */
    char *reaches;  /* INSIDE: may be NULL */
    char *chunk;    /* THAT */
    char *file;     /* FILE, FILE_EXCLUSIVE, FILE_BEFORE */
    char *before;   /* STARTED: an event's name or "join";  FILE_BEFORE: an event's name */
    bool ordered;   /* LINES */
    bool sometimes; /* it is enough that one run shows it */
    enum spec_tasks tasks;              /* ACTORS, STARTED */
    struct spec_duration is, tolerance; /* GAP, TOTAL, WORKERS (is), CPU (is) */

    int line; /* where it stands in the spec */
};

struct spec {
    char *exercise;
    char *title;
    char *folder; /* where exercise.yaml stands */
    char *let;    /* Lua chunk run before every expression of a case; may be NULL */
    struct spec_limits limits;
    struct spec_explore explore;
    struct spec_event *events;
    size_t event_count, event_capacity;
    struct spec_case *cases; /* public first, hidden after */
    size_t case_count, case_capacity;
    struct spec_check *checks;
    size_t check_count, check_capacity;
    char **watch; /* names of files whose use is traced; NULL-terminated, may be NULL */
};

/*
 * Reads FOLDER/exercise.yaml and, if there, FOLDER/hidden.yaml. All mistakes
 * are reported at once: on failure returns -1 with ERROR_USAGE and a message of
 * one line each, "file:line:column: what is wrong, and what was expected".
 */
int spec_read(const char *folder, struct spec *spec, struct error *err);

/* The same from text (for tests and fuzzing); `file` is used in messages. `hidden_text` may be
 * NULL. */
int spec_read_text(const char *file, const char *text, size_t size, const char *hidden_text,
                   size_t hidden_size, struct spec *spec, struct error *err);

void spec_free(struct spec *spec);

/*
 * The keys that a mapping may have: of "spec", "limits", "explore", "case",
 * "check", "model", "step" (of a model). Owned (free_strings); NULL: no such thing.
 */
char **spec_key_names(const char *object);

double spec_total_points(const struct spec *spec);
size_t spec_hidden_case_count(const struct spec *spec);

#endif
