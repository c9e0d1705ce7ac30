/*
 * Engine explore: the program under chosen interleavings (grader/explore,
 * grader/runtime). Unlike the other engines it yields several runs of a case:
 * the plain one, and one for each way in which it was seen to fail.
 */
#ifndef GRADER_ENGINE_EXPLORE_H
#define GRADER_ENGINE_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "compile/compile.h"
#include "explore/program.h"
#include "spec/spec.h"
#include "trace/trace.h"

struct explored_run {
    struct trace trace;
    bool late; /* judged_run.late */
};

struct explored {
    struct explored_run *items; /* owned */
    size_t count, capacity;
    bool *varies;        /* owned; for each check of the spec: some schedules pass it, some fail */
    unsigned schedules;  /* how many were run */
    int exhausted_bound; /* all schedules with at most so many preemptions were; -1: none */
    char *unsupported;   /* owned; why nothing can be said of this program; NULL: it can */
};

void explored_free(struct explored *e);

/* Builds the submission for the explorer in `directory`/explore. 0, or -1 (ERROR_MACHINE). */
int engine_explore_build(const struct source *source, const char *directory,
                         struct explore_program *out, struct error *err);

/* Explores a case. 0 with *out (free with explored_free()), or -1 (ERROR_MACHINE). Thread-safe. */
int engine_explore_run(const struct spec *spec, const struct spec_case *c,
                       const struct source *source, const struct explore_program *program,
                       struct explored *out, struct error *err);

#endif
