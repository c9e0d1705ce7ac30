/* libFuzzer's entry (`make fuzz`): the target that FUZZ_TARGET names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct fuzz_target *target;
    if (!target) {
        const char *name = getenv("FUZZ_TARGET");
        target = name ? fuzz_find(name) : NULL;
    }
    if (!target) {
        fputs("FUZZ_TARGET names no target\n", stderr);
        exit(2);
    }
    target->run((const char *)bytes, size);
    return 0;
}
