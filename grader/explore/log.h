/*
 * The log of an explored program, read with distrust (runtime/shared.h says
 * what stands in it): sizes and counts are checked, and what makes no sense
 * ends the reading. Everything points into the caller's copy of the log.
 */
#ifndef GRADER_EXPLORE_LOG_H
#define GRADER_EXPLORE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/shared.h"

struct log_reader {
    const unsigned char *at, *end;
};

struct log_schedule {
    const struct rt_schedule *head;
    const struct rt_deviation *deviations; /* head->deviation_count, at most RT_MAX_DEVIATIONS */
    struct log_reader records;
};

/* The next schedule; false at the end, or where the log makes no sense. */
bool log_next_schedule(struct log_reader *r, struct log_schedule *out);

/* The next record, with its text (`size` bytes) behind it; NULL at the end. */
const struct rt_record *log_next_record(struct log_reader *r);

static inline const char *log_text(const struct rt_record *r)
{
    return (const char *)(r + 1);
}

#endif
