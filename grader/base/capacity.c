#include "base/capacity.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* The compiler with a sanitizer takes 150 MB, and a program may have the limit of its spec, which
 * is 256 MB in most, and a sanitizer's share on top. */
#define JOB_BYTES (INT64_C(512) << 20)

unsigned capacity_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return (unsigned)CPU_COUNT(&set);
}

/* The number behind a key in a file of lines like `key 12` or `Key: 12 kB`; -1 if there is none. */
static int64_t number_after(const char *path, const char *key)
{
    char line[256];
    size_t length = strlen(key);
    cleanup_fclose FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, key, length) == 0 && (line[length] == ' ' || line[length] == ':'))
            return strtoll(line + length + 1, NULL, 10);
    return -1;
}

/* The number that is all there is in a file; -1 if there is none (`max`). */
static int64_t number_in(const char *path)
{
    int64_t number;
    cleanup_fclose FILE *file = fopen(path, "re");
    return file && fscanf(file, "%" SCNd64, &number) == 1 ? number : -1;
}

/* What a control group may still take; pages of files that nobody needs count as free. */
static int64_t left_in_group(const char *folder)
{
    cleanup_free char *most = xasprintf("%s/memory.max", folder);
    cleanup_free char *now = xasprintf("%s/memory.current", folder);
    cleanup_free char *stat = xasprintf("%s/memory.stat", folder);
    int64_t limit = number_in(most), used = number_in(now);
    int64_t idle = number_after(stat, "inactive_file");
    if (limit < 0 || used < 0)
        return INT64_MAX;
    int64_t left = limit - used + (idle > 0 ? idle : 0);
    return left > 0 ? left : 0;
}

/* Our group's path below the root of all, "" for the root itself. Owned. */
static char *own_group(const char *root)
{
    char line[4096];
    cleanup_free char *path = xasprintf("%s/proc/self/cgroup", root);
    cleanup_fclose FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = '\0';
            return xstrdup(line[4] ? line + 3 : "");
        }
    return xstrdup("");
}

int64_t capacity_memory_bytes(const char *root)
{
    cleanup_free char *meminfo = xasprintf("%s/proc/meminfo", root);
    int64_t kilobytes = number_after(meminfo, "MemAvailable");
    int64_t least = kilobytes < 0 ? INT64_MAX : kilobytes * 1024;
    cleanup_free char *group = own_group(root);
    for (;;) {
        cleanup_free char *folder = xasprintf("%s/sys/fs/cgroup%s", root, group);
        int64_t left = left_in_group(folder);
        least = left < least ? left : least;
        char *slash = strrchr(group, '/');
        if (!slash)
            return least;
        *slash = '\0';
    }
}

unsigned capacity_jobs(void)
{
    int64_t most = capacity_memory_bytes("") / JOB_BYTES;
    unsigned processors = capacity_processors();
    if (most >= processors)
        return processors;
    return most > 1 ? (unsigned)most : 1;
}
