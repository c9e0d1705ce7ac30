/* What went wrong in an explored schedule, in words. */
#ifndef GRADER_EXPLORE_EXPLAIN_H
#define GRADER_EXPLORE_EXPLAIN_H

#include "engine/symbolizer.h"
#include "explore/log.h"
#include "trace/trace.h"

enum explain_what {
    EXPLAIN_RACES = 1 << 0,
    EXPLAIN_STATUS = 1 << 1, /* an exit status other than 0 */
};

/*
 * Findings of a schedule are added to `out`; their codes are "race",
 * "deadlock", "crash", "assert", "exit". Races and status are told only
 * if `what` (a set of enum explain_what) asks for them. `races` is a copy of
 * rt_shared.races.
 */
void explore_explain(const struct log_schedule *s, const struct rt_race *races, unsigned what,
                     struct symbolizer *symbols, struct trace *out);

/*
 * Misuse that was seen in some schedule and is no fault by itself: findings with is_note and the
 * codes "misuse", "unjoined" are added to `out`. `notes` is a copy of rt_shared.notes, `count`
 * (not trusted) how many there are.
 */
void explore_explain_notes(const struct rt_note *notes, uint32_t count, struct symbolizer *symbols,
                           struct trace *out);

#endif
