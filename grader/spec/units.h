/* Durations and sizes with units, as a spec writes them. */
#ifndef GRADER_SPEC_UNITS_H
#define GRADER_SPEC_UNITS_H

#include <stdint.h>

#include "spec/spec.h"

#define DURATION_UNITS "ns, us, ms, s, min"
#define SIZE_UNITS     "B, KiB, MiB, GiB"

/* "30 s" in nanoseconds, "256 MiB" in bytes: -1 if the text is no such thing or too large for
 * int64_t. */
int units_duration(const char *text, int64_t *out_ns);
int units_size(const char *text, int64_t *out_bytes);

/*
 * "ceil(n / 2) s ± 0.25 s" as two durations whose expressions are owned by the
 * caller; tolerance->expression is NULL where there is none. -1: no unit.
 */
int units_expression(const char *text, struct spec_duration *is, struct spec_duration *tolerance);

#endif
