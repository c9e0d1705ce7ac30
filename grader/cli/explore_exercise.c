#include "cli/explore_exercise.h"

#include "base/cleanup.h"
#include "cli/catalog.h"
#include "cli/check.h"

/* Every case is explored, whatever the spec says; those with too many threads say so. */
static void explore_all_cases(const struct options *o, struct spec *spec)
{
    for (size_t i = 0; i < spec->case_count; i++)
        spec->cases[i].engines = ENGINE_EXPLORE;
    if (o->schedules)
        spec->explore.schedules = o->schedules;
    if (o->strategy)
        spec->explore.strategy = o->strategy;
    if (o->seed != 1)
        spec->explore.seed = o->seed;
}

int explore_exercise(const struct options *given, struct error *err)
{
    struct options o = *given;
    const struct format *format;
    o.engines = ENGINE_EXPLORE;
    if (options_format(&o, false, &format, err) != 0)
        return -1;
    cleanup_with(spec_free) struct spec spec = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    explore_all_cases(&o, &spec);
    return check_submission(&o, format, &spec, o.operands[1], err);
}
