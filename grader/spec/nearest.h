/* "Did you mean …?" */
#ifndef GRADER_SPEC_NEAREST_H
#define GRADER_SPEC_NEAREST_H

#include <stddef.h>

/* The one of `names` that is nearest to `name` by edit distance; NULL if none is near. */
const char *nearest_name(const char *name, const char *const *names, size_t count);

/* "did you mean `x`?", or "expected one of a, b, c". Owned by the caller. */
char *nearest_advice(const char *name, const char *const *names, size_t count);

#endif
