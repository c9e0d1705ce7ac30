/*
 * The known solutions of exercises: solutions/<exercise>/accepted/X.c must get
 * full marks, solutions/<exercise>/rejected/X.c must fail in a check of a kind
 * that its first line, `// fails: KIND...`, names.
 */
#ifndef GRADER_CLI_SOLUTIONS_H
#define GRADER_CLI_SOLUTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "cli/options.h"
#include "spec/spec.h"

struct solution {
    size_t exercise; /* index into specs */
    char *path;      /* owned */
    char *label;     /* owned; "exercise/accepted/name.c" */
    bool accepted;   /* expected verdict */
    unsigned kinds;  /* rejected: set of 1 << kind, of which one must fail */
};

struct solutions {
    char *root;         /* owned; the folder of all solutions */
    struct spec *specs; /* owned */
    size_t spec_count, spec_capacity;
    struct solution *items; /* owned; sorted by label */
    size_t count, capacity;
};

/*
 * The solutions of the exercises that the operands name, or of all. -1
 * (ERROR_USAGE) with what is wrong; free *out in either case.
 */
int solutions_read(const struct options *o, struct solutions *out, struct error *err);
void solutions_free(struct solutions *s);

/* The folder of all solutions, for exercises in `root`; owned. It need not exist. */
char *solutions_root(const struct options *o, const char *root);

#endif
