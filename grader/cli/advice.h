/* What an exercise still lacks, for whoever writes it. */
#ifndef GRADER_CLI_ADVICE_H
#define GRADER_CLI_ADVICE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "cli/solutions.h"

/*
 * Adds a line for each thing. `failed`: for each exercise, which of its checks
 * some rejected solution fails in.
 */
void advice_add(struct buffer *out, const struct solutions *known, bool *const *failed);

#endif
