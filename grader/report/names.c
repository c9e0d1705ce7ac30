/* Names of states in what other programs read. */
#include <string.h>

#include "report/json.h"

static const char *const status_names[] = {
    [CHECK_PASSED] = "passed", [CHECK_FAILED] = "failed", [CHECK_SKIPPED] = "skipped"};

static const char *const end_names[] = {[RUN_EXITED] = "exited",
                                        [RUN_SIGNALED] = "signaled",
                                        [RUN_DEADLOCK] = "deadlock",
                                        [RUN_LIMIT] = "limit"};

static int find_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

const char *check_status_name(enum check_status status)
{
    return status_names[status];
}

int check_status_parse(const char *name)
{
    return find_name(status_names, sizeof status_names / sizeof status_names[0], name);
}

const char *run_end_name(enum run_end end)
{
    return end_names[end];
}

int run_end_parse(const char *name)
{
    return find_name(end_names, sizeof end_names / sizeof end_names[0], name);
}
