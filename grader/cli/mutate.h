/* `grader verify --mutate`: the strength of a spec, measured. */
#ifndef GRADER_CLI_MUTATE_H
#define GRADER_CLI_MUTATE_H

#include "base/error.h"
#include "cli/options.h"

/* An exit code, or -1 with err. */
int mutate(const struct options *o, struct error *err);

#endif
