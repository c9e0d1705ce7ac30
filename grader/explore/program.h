/*
 * A program built for the explorer: the student's files compiled with the
 * hooks of ThreadSanitizer, linked with our own runtime in the place of
 * libtsan and, for every name in runtime/table.h, of the C library.
 */
#ifndef GRADER_EXPLORE_PROGRAM_H
#define GRADER_EXPLORE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct explore_program {
    bool ok;           /* it builds */
    char *executable;  /* owned; host path; NULL if not ok */
    char *log;         /* owned; what the compiler printed */
    int contest;       /* what it uses of the names of SV-COMP (RT_CONTEST_…), 0: nothing */
    char *unsupported; /* owned; a function that the explorer does not know; NULL: none */
};

/*
 * Builds `files` (.c; .h are only put beside them) in `directory`, which exists
 * and is private, inside the sandbox, with gcc and the further flags of
 * `cflags` (split at blanks; may be NULL). 0 also if it does not build; -1:
 * ERROR_USAGE for a file that cannot be read, ERROR_MACHINE for our trouble.
 */
int explore_program_build(char *const *files, size_t count, const char *cflags,
                          const char *directory, struct explore_program *out, struct error *err);
void explore_program_free(struct explore_program *p);

#endif
