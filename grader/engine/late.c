/* The plain build once more, in a schedule in which sleeping is no substitute for joining. */
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

static void tell_schedule(struct finding *f)
{
    char *old = f->message;
    f->message = xasprintf("%s This was seen in a run in which every thread and process but the "
                           "first was made late, as a busy machine may do it: a sleep says nothing "
                           "about how far the others have got, only a join (or waitpid) does.",
                           old);
    free(old);
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
    for (size_t i = 0; i < out->finding_count; i++)
        tell_schedule(&out->findings[i]);
    return 0;
}
