/* From a schedule in the log to the trace that the judge reads. */
#ifndef GRADER_EXPLORE_TRACE_H
#define GRADER_EXPLORE_TRACE_H

#include "engine/symbolizer.h"
#include "explore/log.h"
#include "trace/trace.h"

/* Programs are linked without -pie: addresses in the log less this are those of the symbolizer. */
#define EXPLORE_CODE_BASE UINT64_C(0x400000)

/*
 * `files`: the watched files (NULL-terminated, may be NULL) in the order of
 * rt_shared.files. `symbols` gives threads the names of their functions; may be
 * NULL where nobody reads them. True with *out (free with trace_free()); false
 * where the log makes no sense or the schedule has no end that can be judged
 * (step limit, unsupported). There are no findings in it.
 */
bool explore_trace(const struct log_schedule *s, char *const *files, struct symbolizer *symbols,
                   struct trace *out);

#endif
