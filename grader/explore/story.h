/* A schedule that was replayed with RT_STEPS, told step by step. */
#ifndef GRADER_EXPLORE_STORY_H
#define GRADER_EXPLORE_STORY_H

#include "engine/symbolizer.h"
#include "explore/log.h"
#include "trace/story.h"

/*
 * The story of `s` (owned by the caller): what each task did, with values and
 * the text of the source's lines. Accesses to what only one task uses are left
 * out. `source` is the student's text. `seed`, `schedule`: where it was found.
 */
struct story *explore_story(const struct log_schedule *s, const char *source,
                            struct symbolizer *symbols, uint64_t seed, unsigned schedule);

/*
 * What the runtime needs to run the schedule again, as text and back: its
 * deviations, and the places at which accesses can be interrupted. In it is
 * nothing but digits, letters and the signs .,:=-+ so that a shell takes it as it is.
 */
char *choices_text(const struct rt_deviation *deviations, size_t count, const uint64_t *visible,
                   size_t visible_count);

struct choices {
    struct rt_deviation *deviations; /* owned */
    size_t count, capacity;
    uint64_t *visible; /* owned */
    size_t visible_count, visible_capacity;
};

/* False if the text is none of choices_text(); free *out in either case. */
bool choices_read(const char *text, struct choices *out);
void choices_free(struct choices *c);

#endif
