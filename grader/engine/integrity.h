/*
 * What a program may not hold because it would fool the checks: functions that
 * take the place of the C library's or of the detectors', code that runs before
 * main, functions kept from the detectors, inline assembly, calls that no
 * exercise needs. Decided on the executable and the compiler's assembly; on the
 * text only what leaves no trace in either.
 */
#ifndef GRADER_ENGINE_INTEGRITY_H
#define GRADER_ENGINE_INTEGRITY_H

#include "compile/compile.h"

/*
 * 0 with, in *problem, one paragraph for the student that says what it is, why
 * it cannot be graded, and what to write instead (owned by the caller; NULL:
 * nothing was found). `build` is the plain one. -1 (ERROR_MACHINE): it could
 * not be read. Thread-safe.
 */
int integrity_check(const struct source *source, const struct build *build, char **problem,
                    struct error *err);

#endif
