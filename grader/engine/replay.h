/* One schedule of a case once more, for a person who looks at it. */
#ifndef GRADER_ENGINE_REPLAY_H
#define GRADER_ENGINE_REPLAY_H

#include <sys/types.h>

#include "engine/explore.h"
#include "judge/judge.h"
#include "trace/story.h"

struct replayed {
    struct story *story; /* owned */
    struct case_verdict verdict;
    char *unsupported; /* owned; why it cannot be run; then nothing else is set */
};

void replayed_free(struct replayed *r);

struct replay_options {
    const char *choices; /* of a story (explore/story.h) */
    unsigned stop_step;  /* stop before this step if a debugger is attached; 0: nowhere */
    /* Called when the program waits to begin, with its process; may be NULL. 0, or -1 to give up.
     */
    int (*on_ready)(void *context, pid_t pid, struct error *err);
    void *context;
};

/*
 * Runs the schedule and judges it. 0 with *out; -1: ERROR_USAGE if the choices
 * cannot be read, ERROR_MACHINE for trouble of ours. Free *out in any case.
 */
int engine_replay(const struct spec *spec, const struct spec_case *c, const struct source *source,
                  const struct explore_program *program, const struct replay_options *options,
                  struct replayed *out, struct error *err);

#endif
