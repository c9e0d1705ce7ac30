/* The plain build once more, in two other schedules that a machine may choose. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/engine.h"
#include "engine/findings.h"
#include "engine/request.h"

/* A program that is slow because we kept it waiting has not failed. */
static void forgive_slowness(struct trace *t)
{
    for (size_t i = 0; i < t->finding_count; i++)
        t->findings[i].is_note |= t->findings[i].kind == KIND_LIMITS;
}

static void tell_schedule(struct trace *t, const char *words)
{
    for (size_t i = 0; i < t->finding_count; i++) {
        char *old = t->findings[i].message;
        t->findings[i].message = xasprintf("%s %s", old, words);
        free(old);
    }
}

int engine_late_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                    struct trace *out, struct error *err)
{
    struct run_request request = engine_request(spec, c, build);
    request.late = true;
    if (supervisor_run(&request, out, err))
        return -1;
    engine_find_faults(out);
    forgive_slowness(out);
    tell_schedule(out, "This was seen in a run in which every thread and process but the first was "
                       "made late, as a busy machine may do it: a sleep says nothing about how far "
                       "the others have got, only a join (or waitpid) does.");
    return 0;
}

int engine_eager_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                     struct trace *out, struct error *err)
{
    struct run_request request = engine_request(spec, c, build);
    request.eager = true;
    if (supervisor_run(&request, out, err))
        return -1;
    engine_find_faults(out);
    tell_schedule(out,
                  "This was seen in a run in which each new thread and process ran first, as "
                  "far as it could, and only then the one that started it, as a machine may "
                  "do it: a signal that is sent before anybody waits for it is lost, so a wait "
                  "must look at a variable that says whether it has been sent.");
    return 0;
}
