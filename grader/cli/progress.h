/* How far it is: a bar on a terminal, one line for each finished thing elsewhere. On standard
 * error. */
#ifndef GRADER_CLI_PROGRESS_H
#define GRADER_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool terminal;
    bool is_work; /* progress_work_starts() was called */
    size_t done, total;
    size_t at_once;     /* of those done: before the work */
    int64_t started_ns; /* the work */
    int64_t drawn_ns;   /* when the bar was drawn last */
};

void progress_start(struct progress *p, size_t total);

/* One more is done. `line` (untrusted) names it and says how it went. */
void progress_step(struct progress *p, const char *line);

/* What is done so far took no time worth speaking of: it says nothing of how long the rest takes.
 */
void progress_work_starts(struct progress *p);

/* A line that stays, above the bar. */
void progress_say(struct progress *p, const char *line);

/* Takes the bar away. */
void progress_end(struct progress *p);

int64_t monotonic_ns(void);

#endif
