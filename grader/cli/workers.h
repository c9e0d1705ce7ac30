/*
 * Many submissions at once, one worker *process* for each: a crash while
 * grading one can neither stop nor change another.
 */
#ifndef GRADER_CLI_WORKERS_H
#define GRADER_CLI_WORKERS_H

#include <stddef.h>

#include "base/error.h"
#include "engine/engine.h"

struct work_item {
    const struct spec *spec;
    const char *path;
    const char *label; /* for the process's name */
};

struct work_order {
    const struct work_item *items;
    size_t count;
    unsigned jobs; /* workers at once */
    const struct grade_options *options;
    /*
     * Called in the caller's process for each item as it ends, in any order.
     * `result` (RESULT_ERROR when it could not be graded, after a second try)
     * may be emptied by the callee, who then owns what it took.
     */
    void (*on_result)(void *context, size_t item, struct result *result);
    void *context;
};

/* 0 when every item has had its call; 1 when a signal came (interrupt_noted()); -1 on error. */
int workers_run(const struct work_order *order, struct error *err);

#endif
