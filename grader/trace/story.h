/*
 * A story: one failing schedule, told step by step, one column a task. The
 * explorer writes it; reports show it side by side and `grader replay` runs it
 * again.
 */
#ifndef GRADER_TRACE_STORY_H
#define GRADER_TRACE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct story_step {
    int column;       /* index into story.columns */
    int64_t time_ns;  /* virtual time */
    int line;         /* in the student's file; 0: not known */
    char *file;       /* owned; NULL: the student's only file */
    char *source;     /* owned; text of that line without indentation; may be NULL */
    char *what;       /* owned; "locks m", "reads funds = 10", "prints `Withdrew: 10`", … */
    unsigned repeats; /* how often this step was done in a row (a spin loop folded); 1: once */
    bool is_switch;   /* another task than in the step before */
    bool is_broken;   /* here it went wrong */
};

struct story {
    char **columns; /* owned; "main thread", "thread 2 (withdraw)", … */
    size_t column_count, column_capacity;
    struct story_step *steps; /* owned */
    size_t step_count, step_capacity;
    char *broken;      /* owned; one sentence: what was broken */
    char *choices;     /* owned; the schedule for `grader replay` */
    uint64_t seed;     /* of the schedule that was found first, before it was shortened */
    unsigned schedule; /* how many schedules had been run when it was found, this one included */
    unsigned switches; /* how often the running task was changed though it could have gone on */
};

/* Adds a column; returns its index. The name is copied. */
int story_add_column(struct story *s, const char *name);
/* Adds a step with repeats = 1; the returned pointer is valid until the next call. */
struct story_step *story_add_step(struct story *s, int column);

struct story *story_copy(const struct story *s); /* the caller's to free; NULL gives NULL */
void story_free(struct story *s);                /* frees s too; NULL is allowed */

#endif
