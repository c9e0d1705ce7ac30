/*
 * Expressions of a spec are Lua 5.4: `args` (a list of strings), `n` (their
 * number) and what the spec's `let` chunk defines are visible, with the base
 * functions, string, table, math (also ceil, floor, min, max, abs bare) and a
 * few helpers (docs/spec.md); no io, no os, no load. Instructions and memory
 * are limited: a spec cannot hang or eat the grader.
 */
#ifndef GRADER_SPEC_EXPRESSION_H
#define GRADER_SPEC_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "spec/spec.h"
#include "trace/trace.h"

struct expression_env; /* one Lua state for one case */

/* NULL on error (ERROR_USAGE: the `let` chunk failed). Free with expression_env_free(). */
struct expression_env *expression_env_create(const struct spec *spec, const struct spec_case *c,
                                             struct error *err);
void expression_env_free(struct expression_env *env);

/* Is `text` a well-formed expression (or chunk)? -1 with the reason if not. Runs nothing. */
int expression_check(const char *text, bool is_chunk, struct error *err);

int expression_number(struct expression_env *env, const char *text, double *out, struct error *err);
int expression_integer(struct expression_env *env, const char *text, int64_t *out,
                       struct error *err);

/* A list of strings or numbers; *out is NULL-terminated and owned by the caller (free_strings). */
int expression_strings(struct expression_env *env, const char *text, char ***out, size_t *count,
                       struct error *err);

/* expression × unit in nanoseconds. */
int expression_duration(struct expression_env *env, const struct spec_duration *d, int64_t *out_ns,
                        struct error *err);

/* The captures of an event, for `where` and `that`. Values are byte strings. */
struct expression_captures {
    const char **names;
    const char **values;
    size_t *sizes;
    size_t count;
};

/* `where`: sees `first` and `second`. */
int expression_where(struct expression_env *env, const char *text,
                     const struct expression_captures *first,
                     const struct expression_captures *second, bool *out, struct error *err);

/* One element of the list `events` that a `that:` chunk sees. */
struct expression_event {
    const char *name; /* the event's name; NULL for an unexpected line */
    const char *line;
    size_t line_size;
    double time_s, idle_s;
    double clock_s; /* what the program's clock showed: seconds since the Epoch */
    int task;       /* number of the task, 1 = the initial one */
    struct expression_captures captures;
};

/* The run as a whole, which a `that:` chunk sees as `run`. */
struct expression_run {
    double total_s, idle_s, cpu_s;
    struct expression_process {
        double cpu_s;
        bool is_initial;
    } * processes;
    size_t process_count;
    struct expression_task {
        bool is_thread;
        double ended_s; /* the end of the run, if it was still there */
        int gave;       /* 1 or 0; -1: not known */
    } * tasks;          /* by number, the initial one first */
    size_t task_count;
};

enum expression_verdict { THAT_FAILS, THAT_HOLDS, THAT_CANNOT_TELL };

/*
 * `that`: a chunk that sees `events` and `run`, and returns true, or false and a message, or the
 * text "cannot tell": this run does not show it.
 * *message (owned by the caller) is NULL when true or when none was returned.
 */
int expression_that(struct expression_env *env, const char *chunk,
                    const struct expression_event *events, size_t count,
                    const struct expression_run *of_run, enum expression_verdict *out,
                    char **message, struct error *err);

#endif
