#ifndef GRADER_BASE_KIND_H
#define GRADER_BASE_KIND_H

/* The closed list of kinds; other programs rely on the names. */
enum check_kind {
    KIND_BUILD,
    KIND_OUTPUT,
    KIND_TIME,
    KIND_CONCURRENCY,
    KIND_EXCLUSION,
    KIND_RACE,
    KIND_DEADLOCK,
    KIND_MEMORY,
    KIND_CLEANUP,
    KIND_LIMITS,
    KIND_INTEGRITY,
    KIND_COUNT,
};

const char *check_kind_name(enum check_kind kind); /* "build", "output", … */
int check_kind_parse(const char *name);            /* the kind, or -1 */

#endif
