/* How many jobs at once: what /proc and the control groups say is read as it is meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/capacity.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"

#define MB (INT64_C(1) << 20)

static char *root; /* owned */

static int create(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    static const char *const folders[] = {"proc",
                                          "proc/self",
                                          "sys",
                                          "sys/fs",
                                          "sys/fs/cgroup",
                                          "sys/fs/cgroup/ci",
                                          "sys/fs/cgroup/ci/job"};
    root = workdir_create(&err);
    for (size_t i = 0; root && i < sizeof folders / sizeof folders[0]; i++) {
        cleanup_free char *path = xasprintf("%s/%s", root, folders[i]);
        mkdir(path, 0700);
    }
    return root ? 0 : -1;
}

static int destroy(void **state)
{
    (void)state;
    workdir_remove(root);
    return 0;
}

static void put(const char *name, const char *text)
{
    cleanup_free char *path = xasprintf("%s/%s", root, name);
    cleanup_fclose FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
}

static void the_least_of_all_limits_counts(void **state)
{
    (void)state;
    assert_true(capacity_memory_bytes(root) == INT64_MAX); /* nothing is known */
    put("proc/meminfo", "MemTotal:  8388608 kB\nMemFree: 1 kB\nMemAvailable:  4194304 kB\n");
    assert_true(capacity_memory_bytes(root) == 4096 * MB);
    put("proc/self/cgroup", "1:name=systemd:/\n0::/ci/job\n");
    put("sys/fs/cgroup/ci/job/memory.max", "max\n");
    put("sys/fs/cgroup/ci/job/memory.current", "1048576\n");
    assert_true(capacity_memory_bytes(root) == 4096 * MB); /* no limit */
    put("sys/fs/cgroup/ci/memory.max", "1073741824\n");
    put("sys/fs/cgroup/ci/memory.current", "536870912\n");
    assert_true(capacity_memory_bytes(root) == 512 * MB); /* the group above has one */
    put("sys/fs/cgroup/ci/memory.stat", "anon 5\ninactive_file 268435456\n");
    assert_true(capacity_memory_bytes(root) == 768 * MB); /* files can be read again */
    put("sys/fs/cgroup/ci/job/memory.max", "1048575\n");
    assert_true(capacity_memory_bytes(root) == 0); /* more than allowed already */
    put("proc/self/cgroup", "0::/\n");
    assert_true(capacity_memory_bytes(root) == 4096 * MB);
}

static void at_least_one_at_most_the_processors(void **state)
{
    (void)state;
    assert_in_range(capacity_jobs(), 1, capacity_processors());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_of_all_limits_counts),
        cmocka_unit_test(at_least_one_at_most_the_processors),
    };
    return cmocka_run_group_tests_name("capacity", tests, create, destroy);
}
