#include "base/kind.h"

#include <string.h>

static const char *const names[KIND_COUNT] = {
    [KIND_BUILD] = "build",         [KIND_OUTPUT] = "output",
    [KIND_TIME] = "time",           [KIND_CONCURRENCY] = "concurrency",
    [KIND_EXCLUSION] = "exclusion", [KIND_RACE] = "race",
    [KIND_DEADLOCK] = "deadlock",   [KIND_MEMORY] = "memory",
    [KIND_CLEANUP] = "cleanup",     [KIND_LIMITS] = "limits",
    [KIND_INTEGRITY] = "integrity",
};

const char *check_kind_name(enum check_kind kind)
{
    return names[kind];
}

int check_kind_parse(const char *name)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}
