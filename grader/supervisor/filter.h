/* The filter of system calls for programs that run without the supervisor (explored ones). */
#ifndef GRADER_SUPERVISOR_FILTER_H
#define GRADER_SUPERVISOR_FILTER_H

#include "base/error.h"

/*
 * A descriptor of the filter, for sandbox.seccomp_fd; the caller closes it.
 * -1 (ERROR_MACHINE) if it cannot be made.
 */
int filter_create_untraced(struct error *err);

#endif
