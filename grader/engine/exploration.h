/* What exploring a case and replaying a schedule of it share; nobody outside this folder includes
 * it. */
#ifndef GRADER_ENGINE_EXPLORATION_H
#define GRADER_ENGINE_EXPLORATION_H

#include "engine/explore.h"
#include "explore/log.h"
#include "explore/session.h"
#include "explore/story.h"
#include "judge/judge.h"

#define EXPLORE_STEP_LIMIT 20000 /* visible steps a schedule */

/* A case, its program in the sandbox, and who judges it. */
struct exploration {
    const struct spec *spec;
    const struct source *source;
    struct session_settings settings;
    struct case_judge *judge;
    struct explore_session *session;
    struct symbolizer *symbols;
    struct rt_race *races; /* owned; a copy, valid for the log that is read */
};

/* A schedule as it is run again. */
struct replay {
    struct rt_deviation *deviations;
    size_t count;
    uint32_t visible_count; /* the first so many of rt_shared.visible are in force */
};

/*
 * 0; 1 if the explorer cannot run this program, *why (owned) tells the reason;
 * -1 on error. Close it in any case.
 */
int exploration_open(struct exploration *e, const struct spec *spec, const struct spec_case *c,
                     const struct source *source, const struct explore_program *program, char **why,
                     struct error *err);
void exploration_close(struct exploration *e);

/* Takes the races that have been told so far; to be called before a log is read. */
void exploration_take_races(struct exploration *e);

/* The trace of a schedule, with findings. False: nothing can be said of it. */
bool exploration_trace(struct exploration *e, const struct log_schedule *s, struct trace *out);

/* Judges one run by itself. */
int exploration_judge(struct exploration *e, const struct trace *t, bool late,
                      struct case_verdict *out, struct error *err);

/*
 * Runs a schedule; *log is a copy (owned, also on failure) in which *out lies.
 * `stop_step`: raise SIGTRAP before it, for a debugger; 0: nowhere. 0; 1 if it
 * cannot be run; -1 on error.
 */
int exploration_run_again(struct exploration *e, const struct replay *r, uint32_t flags,
                          uint32_t stop_step, unsigned char **log, struct log_schedule *out,
                          struct error *err);

/* The story of a schedule; NULL where it cannot be told (that is no error). */
int exploration_tell(struct exploration *e, const struct replay *r, unsigned schedule,
                     struct story **out, struct error *err);

/* What the runtime says that it cannot follow, with the line; owned. */
char *exploration_unsupported(struct exploration *e, uint64_t pc);

#endif
