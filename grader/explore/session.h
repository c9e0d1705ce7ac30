/*
 * A conversation with an explored program: it runs in the sandbox, takes orders
 * and tells what happened (runtime/shared.h). Nothing that it tells is trusted.
 */
#ifndef GRADER_EXPLORE_SESSION_H
#define GRADER_EXPLORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "runtime/shared.h"
#include "spec/spec.h"

struct explore_session;

/* What the program finds when it starts. All pointers must outlive the session; any may be NULL. */
struct session_settings {
    const char *executable;         /* host path */
    char *const *args;              /* NULL-terminated */
    char *const *environment;       /* besides PATH and the like; NULL-terminated */
    char *const *files;             /* the watched ones, at most RT_MAX_FILES; NULL-terminated */
    const struct spec_file *before; /* those that are there at the start: some of `files` */
    size_t before_count;
    int64_t output_bytes; /* of standard output; 0: 1 MiB */
    int64_t memory_bytes; /* of its heap; 0: all that the runtime has room for */
};

/* Can the runtime watch these files, and hold what is in them? */
bool session_can_watch(const struct session_settings *settings);

/* NULL: ERROR_MACHINE. */
struct explore_session *session_open(const struct session_settings *settings, struct error *err);
void session_close(struct explore_session *s);

/* The explored process, as the host numbers it, once it waits for orders; 0: not found in 10 s. */
pid_t session_process(struct explore_session *s);

/* What both share. The program may write there at any time. */
struct rt_shared *session_shared(struct explore_session *s);

/*
 * One order and its reply, whose numbers are checked. 0; 1 if the program died
 * of it (rt_shared.running says in which schedule); -1 for trouble of ours.
 */
int session_order(struct explore_session *s, const struct rt_order *order, struct rt_reply *reply,
                  struct error *err);

#endif
