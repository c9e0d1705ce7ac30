/* What went wrong in an explored schedule, in words. */
#ifndef GRADER_EXPLORE_EXPLAIN_H
#define GRADER_EXPLORE_EXPLAIN_H

#include <stddef.h>

#include "engine/symbolizer.h"
#include "runtime/shared.h"
#include "trace/trace.h"

/*
 * Findings of the schedule that stands at `bytes` (a copy of the log, `size`
 * bytes) are added to `out`; their codes are "race", "deadlock", "crash",
 * "assert", "exit". Races are told if `with_races`. Numbers are checked: a log that
 * makes no sense yields fewer findings.
 */
void explore_explain(const unsigned char *bytes, size_t size, const struct rt_race *races,
                     bool with_races, struct symbolizer *symbols, struct trace *out);

#endif
