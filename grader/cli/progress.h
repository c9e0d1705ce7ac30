/* How far it is: a bar on a terminal, one line for each finished thing elsewhere. On standard
 * error. */
#ifndef GRADER_CLI_PROGRESS_H
#define GRADER_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool terminal;
    size_t done, total;
    int64_t started_ns;
};

void progress_start(struct progress *p, size_t total);

/* One more is done. `line` (untrusted) names it and says how it went. */
void progress_step(struct progress *p, const char *line);

/* A line that stays, above the bar. */
void progress_say(struct progress *p, const char *line);

/* Takes the bar away. */
void progress_end(struct progress *p);

int64_t monotonic_ns(void);

#endif
