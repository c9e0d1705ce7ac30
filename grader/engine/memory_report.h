/*
 * The logs of AddressSanitizer and UndefinedBehaviorSanitizer (gcc's and
 * clang's runtimes) become findings of kind memory.
 *
 * A report tells the access that went wrong, and where the memory came from or
 * was given back. Arithmetic that C leaves undefined (overflow, shifts) is a
 * note: it breaks no memory, and where it matters the output is wrong.
 */
#ifndef GRADER_ENGINE_MEMORY_REPORT_H
#define GRADER_ENGINE_MEMORY_REPORT_H

#include "trace/trace.h"

struct symbolizer;

/*
 * Adds a finding to `t` for each different report in `log`. Any bytes will do.
 * `source_name` is the canonical name of the student's file; `symbols` may be
 * NULL, then frames without names stay unknown.
 */
void memory_parse_reports(const char *log, const char *source_name, struct symbolizer *symbols,
                          struct trace *t);

/*
 * The line that says that the detector itself broke. Owned by the caller; NULL: there is none.
 * Where it breaks after a report it broke because of what it reports: written to memory that was
 * freed, a program hits what the detector keeps there.
 */
char *memory_own_trouble(const char *log);

#endif
