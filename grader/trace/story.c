#include "trace/story.h"

#include <stdlib.h>

#include "base/memory.h"

static char *copy_text(const char *text)
{
    return text ? xstrdup(text) : NULL;
}

int story_add_column(struct story *s, const char *name)
{
    *GROW(s->columns, s->column_count, s->column_capacity) = xstrdup(name);
    return (int)s->column_count - 1;
}

struct story_step *story_add_step(struct story *s, int column)
{
    struct story_step *step = GROW(s->steps, s->step_count, s->step_capacity);
    step->column = column;
    step->repeats = 1;
    return step;
}

struct story *story_copy(const struct story *s)
{
    if (!s)
        return NULL;
    struct story *copy = xcalloc(1, sizeof *copy);
    for (size_t i = 0; i < s->column_count; i++)
        story_add_column(copy, s->columns[i]);
    for (size_t i = 0; i < s->step_count; i++) {
        struct story_step *step = story_add_step(copy, s->steps[i].column);
        *step = s->steps[i];
        step->file = copy_text(step->file);
        step->source = copy_text(step->source);
        step->what = copy_text(step->what);
    }
    copy->broken = copy_text(s->broken);
    copy->choices = copy_text(s->choices);
    copy->seed = s->seed;
    copy->schedule = s->schedule;
    copy->switches = s->switches;
    return copy;
}

void story_free(struct story *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->column_count; i++)
        free(s->columns[i]);
    for (size_t i = 0; i < s->step_count; i++) {
        free(s->steps[i].file);
        free(s->steps[i].source);
        free(s->steps[i].what);
    }
    free(s->columns);
    free(s->steps);
    free(s->broken);
    free(s->choices);
    free(s);
}
