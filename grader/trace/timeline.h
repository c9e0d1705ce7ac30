/*
 * A timeline: what one run did, small enough to be kept with its result and
 * drawn. One lane a thread or process, on virtual time.
 */
#ifndef GRADER_TRACE_TIMELINE_H
#define GRADER_TRACE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

/* What is past these limits is left out and counted, so that no program makes a report huge. */
#define TIMELINE_LANES_MOST  96
#define TIMELINE_EVENTS_MOST 400
#define TIMELINE_TEXT_BYTES  120

enum timeline_kind {
    TIMELINE_WAIT, /* slept, or waited for a time */
    TIMELINE_LINE, /* printed `text`; from_ns is to_ns */
    TIMELINE_FILE, /* had the file `text` open */
    TIMELINE_LOCK, /* held the lock `text`, where an engine knows */
};

#define TIMELINE_KINDS 4

struct timeline_lane {
    char *name; /* owned; "main thread", "thread 2 (cook)" */
    int parent; /* lane that started it; -1: none, or left out */
    bool process;
    int64_t from_ns, to_ns;
};

struct timeline_event {
    enum timeline_kind kind;
    int lane;
    int64_t from_ns, to_ns;
    char *text; /* owned; may be NULL */
};

struct timeline {
    char *case_id; /* owned */
    char **args;   /* owned; arguments of the case, the first few */
    size_t arg_count, arg_capacity;
    enum run_end end;
    int64_t total_ns;
    struct timeline_lane *lanes; /* owned */
    size_t lane_count, lane_capacity;
    struct timeline_event *events; /* owned; in the order they began */
    size_t event_count, event_capacity;
    size_t left_out; /* lanes and events past the limits */
};

/* Adds the run to *out, which must be zeroed; the case's id and arguments are the caller's to add.
 */
void timeline_from_trace(const struct trace *t, struct timeline *out);

/* Copies the argument; false once there are too many. */
bool timeline_add_argument(struct timeline *t, const char *argument);

/* "wait", "line", "file", "lock"; the other way round -1 if there is none. */
const char *timeline_kind_name(enum timeline_kind kind);
int timeline_kind_parse(const char *name);

void timeline_free(struct timeline *t); /* not `t` itself */

#endif
