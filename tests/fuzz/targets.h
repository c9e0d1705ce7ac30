/* What reads the bytes of strangers, each as a function that must do with any bytes. */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>

struct fuzz_target {
    const char *name;
    const char *seeds; /* patterns of files (glob), separated by blanks */
    void (*run)(const char *bytes, size_t size);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t fuzz_target_count;

/* NULL: there is none of that name. */
const struct fuzz_target *fuzz_find(const char *name);

#endif
