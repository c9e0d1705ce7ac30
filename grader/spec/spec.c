#include "spec/spec.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct {
    enum engine engine;
    const char *name;
} engine_names[] = {{ENGINE_NATIVE, "native"}, {ENGINE_TSAN, "tsan"},
                    {ENGINE_LATE, "late"},     {ENGINE_EAGER, "eager"},
                    {ENGINE_MEMORY, "memory"}, {ENGINE_EXPLORE, "explore"}};

const char *const strategy_names[STRATEGY_COUNT] = {"mix",    "surw", "pos",   "pct",
                                                    "random", "dfs",  "places"};

const char *engine_name(enum engine engine)
{
    for (size_t i = 0; i < sizeof engine_names / sizeof *engine_names; i++)
        if (engine_names[i].engine == engine)
            return engine_names[i].name;
    return "unknown";
}

unsigned engine_parse(const char *name)
{
    for (size_t i = 0; i < sizeof engine_names / sizeof *engine_names; i++)
        if (strcmp(engine_names[i].name, name) == 0)
            return engine_names[i].engine;
    return 0;
}

static void free_case(struct spec_case *c)
{
    free(c->id);
    free_strings(c->args);
    for (size_t i = 0; i < c->file_count; i++) {
        free(c->files[i].name);
        free(c->files[i].content);
    }
    free(c->files);
    free_strings(c->environment);
}

static void free_check(struct spec_check *c)
{
    free_strings(c->events);
    char *const texts[] = {c->id,
                           c->title,
                           c->hint,
                           c->capture,
                           c->list,
                           c->where,
                           c->count,
                           c->at_most,
                           c->chunk,
                           c->reaches,
                           c->is.expression,
                           c->file,
                           c->before,
                           c->tolerance.expression};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

void spec_free(struct spec *spec)
{
    for (size_t i = 0; i < spec->event_count; i++) {
        free(spec->events[i].name);
        free(spec->events[i].pattern);
    }
    for (size_t i = 0; i < spec->case_count; i++)
        free_case(&spec->cases[i]);
    for (size_t i = 0; i < spec->check_count; i++)
        free_check(&spec->checks[i]);
    free(spec->events);
    free(spec->cases);
    free(spec->checks);
    free(spec->exercise);
    free(spec->title);
    free(spec->folder);
    free(spec->let);
    free_strings(spec->watch);
    *spec = (struct spec){0};
}

double spec_total_points(const struct spec *spec)
{
    double total = 0;
    for (size_t i = 0; i < spec->check_count; i++)
        total += spec->checks[i].points;
    return total;
}

size_t spec_hidden_case_count(const struct spec *spec)
{
    size_t count = 0;
    for (size_t i = 0; i < spec->case_count; i++)
        count += spec->cases[i].hidden;
    return count;
}
