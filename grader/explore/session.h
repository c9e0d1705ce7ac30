/*
 * A conversation with an explored program: it runs in the sandbox, takes orders
 * and tells what happened (runtime/shared.h). Nothing that it tells is trusted.
 */
#ifndef GRADER_EXPLORE_SESSION_H
#define GRADER_EXPLORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "runtime/shared.h"

struct explore_session;

/* Starts `executable` (host path) with `args` (NULL-terminated, may be NULL). NULL: ERROR_MACHINE.
 */
struct explore_session *session_open(const char *executable, char *const *args, struct error *err);
void session_close(struct explore_session *s);

/* What both share. The program may write there at any time. */
struct rt_shared *session_shared(struct explore_session *s);

/*
 * One order and its reply, whose numbers are checked. 0; 1 if the program died
 * of it (rt_shared.running says in which schedule); -1 for trouble of ours.
 */
int session_order(struct explore_session *s, const struct rt_order *order, struct rt_reply *reply,
                  struct error *err);

#endif
