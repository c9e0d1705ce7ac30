/* How much this machine lets us do at once. */
#ifndef GRADER_BASE_CAPACITY_H
#define GRADER_BASE_CAPACITY_H

#include <stdint.h>

/* The processors that this process may use; at least 1. */
unsigned capacity_processors(void);

/*
 * Bytes of memory that may still be taken before anything is swapped or killed: what
 * the machine has, and what each control group (version 2) above us has left. `root`
 * is what stands before /proc and /sys: "", but in tests. INT64_MAX if nothing is known.
 */
int64_t capacity_memory_bytes(const char *root);

/* How many submissions at once: one a processor, while there is memory for each. At least 1. */
unsigned capacity_jobs(void);

#endif
