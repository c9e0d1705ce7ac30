/* Grading one submission and telling of it, which `check` and `explore` have in common. */
#ifndef GRADER_CLI_CHECK_H
#define GRADER_CLI_CHECK_H

#include "base/error.h"
#include "cli/options.h"
#include "report/format.h"
#include "spec/spec.h"

/* Grades `path` with the engines of the options and prints the report: an exit code, or -1. */
int check_submission(const struct options *o, const struct format *format, const struct spec *spec,
                     const char *path, struct error *err);

#endif
