/*
 * The targets of `make fuzz` with all their seeds, and with a fixed number of
 * changes of each: always the same ones. What libFuzzer finds becomes a seed.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "targets.h"

enum { CHANGES_PER_SEED = 40, SEED_MAX_BYTES = 65536 };

static uint32_t random_below(uint32_t limit)
{
    static uint32_t state = 2463534242; /* xorshift32 (Marsaglia) */
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return limit ? state % limit : 0;
}

/* Of the bytes, some are changed, cut out, doubled, or put in the place of others. */
static size_t change(char *bytes, size_t size)
{
    static const char telling[] = {0, -1, '\n', '\'', '"', '%', '{', ':', '-', '9', '#', 0x7f};
    if (size == 0)
        return 0;
    size_t from = random_below((uint32_t)size), to = random_below((uint32_t)size);
    size_t length = 1 + random_below(64);
    if (length > size - from)
        length = size - from;
    if (length > size - to)
        length = size - to;
    switch (random_below(5)) {
    case 0:
        bytes[to] = (char)random_below(256);
        return size;
    case 1:
        bytes[to] = telling[random_below(sizeof telling)];
        return size;
    case 2:
        memmove(bytes + to, bytes + to + length, size - to - length);
        return size - length;
    case 3:
        memmove(bytes + to, bytes + from, length);
        return size;
    default:
        return from ? from : size; /* cut off */
    }
}

static char *read_seed(const char *path, size_t *size)
{
    char *bytes = xmalloc(SEED_MAX_BYTES);
    cleanup_fclose FILE *f = fopen(path, "re");
    assert_non_null(f);
    *size = fread(bytes, 1, SEED_MAX_BYTES, f);
    return bytes;
}

static void run_seed(const struct fuzz_target *target, const char *path)
{
    size_t size;
    cleanup_free char *seed = read_seed(path, &size);
    target->run(seed, size);
    for (int i = 0; i < CHANGES_PER_SEED; i++) {
        cleanup_free char *changed = xmemdup(seed, size + 1);
        size_t length = size;
        for (uint32_t n = 1 + random_below(4); n > 0; n--)
            length = change(changed, length);
        target->run(changed, length);
    }
}

static void any_bytes_will_do(void **state)
{
    const struct fuzz_target *target = *state;
    glob_t paths = {0};
    char *rest = NULL;
    cleanup_free char *patterns = xstrdup(target->seeds);
    for (char *p = strtok_r(patterns, " ", &rest); p; p = strtok_r(NULL, " ", &rest))
        (void)glob(p, paths.gl_pathc ? GLOB_APPEND : 0, NULL, &paths);
    assert_true(paths.gl_pathc > 0);
    for (size_t i = 0; i < paths.gl_pathc; i++)
        run_seed(target, paths.gl_pathv[i]);
    target->run("", 0);
    globfree(&paths);
}

int main(void)
{
    struct CMUnitTest *tests = xcalloc(fuzz_target_count, sizeof *tests);
    for (size_t i = 0; i < fuzz_target_count; i++)
        tests[i] = (struct CMUnitTest){fuzz_targets[i].name, any_bytes_will_do, NULL, NULL,
                                       (void *)&fuzz_targets[i]};
    int failed = _cmocka_run_group_tests("fuzz", tests, fuzz_target_count, NULL, NULL);
    free(tests);
    return failed;
}
