#include "engine/request.h"

/* Standing in line at the lock of stdout is looked at only for rules that ask: it costs at each
 * line. */
static bool has_exclusive_lines(const struct spec *spec)
{
    for (size_t i = 0; i < spec->check_count; i++)
        if (spec->checks[i].rule == RULE_EXCLUSIVE)
            return true;
    return false;
}

struct run_request engine_request(const struct spec *spec, const struct spec_case *c,
                                  const struct build *build)
{
    return (struct run_request){
        .executable = build->executable,
        .args = c->args,
        .name = spec->exercise,
        .environment = c->environment,
        .limits = &spec->limits,
        .files = c->files,
        .file_count = c->file_count,
        .watch = spec->watch,
        .watch_stdout_lock = has_exclusive_lines(spec),
    };
}
