/* `grader explore EXERCISE FILE.c`: the explorer alone, on the cases of an exercise. */
#ifndef GRADER_CLI_EXPLORE_EXERCISE_H
#define GRADER_CLI_EXPLORE_EXERCISE_H

#include "base/error.h"
#include "cli/options.h"

/* An exit code, or -1 with err. */
int explore_exercise(const struct options *o, struct error *err);

#endif
