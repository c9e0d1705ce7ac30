/* The table of traced system calls, shared with the filter. */
#ifndef GRADER_SUPERVISOR_CALLS_H
#define GRADER_SUPERVISOR_CALLS_H

#include "supervisor/internal.h"

extern const struct traced_call traced_calls[];
extern const size_t traced_call_count;
extern const struct traced_call traced_file_calls[]; /* only when the spec watches files */
extern const size_t traced_file_call_count;

/* Is this a call that no exercise needs, refused with EPERM? */
bool call_is_forbidden(int number);

#endif
