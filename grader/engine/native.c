/* The plain build, as the student would run it, on the virtual clock. */
#include "engine/engine.h"
#include "engine/findings.h"
#include "supervisor/supervisor.h"

int engine_native_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                      struct trace *out, struct error *err)
{
    struct run_request request = {
        .executable = build->executable,
        .args = c->args,
        .name = spec->exercise,
        .environment = c->environment,
        .limits = &spec->limits,
        .files = c->files,
        .file_count = c->file_count,
        .watch = spec->watch,
    };
    if (supervisor_run(&request, out, err))
        return -1;
    engine_find_faults(out);
    return 0;
}
