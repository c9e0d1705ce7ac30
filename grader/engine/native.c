/* The plain build, as the student would run it, on the virtual clock. */
#include "engine/engine.h"
#include "engine/findings.h"
#include "engine/request.h"

int engine_native_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                      struct trace *out, struct error *err)
{
    struct run_request request = engine_request(spec, c, build);
    if (supervisor_run(&request, out, err))
        return -1;
    engine_find_faults(out);
    return 0;
}
