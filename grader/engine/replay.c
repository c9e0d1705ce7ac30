#include "engine/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/exploration.h"

void replayed_free(struct replayed *r)
{
    story_free(r->story);
    case_verdict_free(&r->verdict);
    free(r->unsupported);
    *r = (struct replayed){0};
}

static int judge(struct exploration *e, const struct log_schedule *s, struct replayed *out,
                 struct error *err)
{
    struct trace t;
    if (!exploration_trace(e, s, &t)) {
        out->unsupported = xstrdup("the schedule has no end that can be judged");
        return 0;
    }
    int status = exploration_judge(e, &t, s->head->late, &out->verdict, err);
    trace_free(&t);
    return status;
}

static int run(struct exploration *e, const struct replay *r, unsigned stop_step,
               struct replayed *out, struct error *err)
{
    cleanup_free unsigned char *log = NULL;
    struct log_schedule s;
    int status = exploration_run_again(e, r, 0, stop_step, &log, &s, err);
    if (status == 1)
        out->unsupported = xstrdup("the program was ended before the schedule was done");
    if (status != 0)
        return status < 0 ? -1 : 0;
    if (judge(e, &s, out, err) < 0)
        return -1;
    return out->unsupported ? 0 : exploration_tell(e, r, 0, &out->story, err);
}

/* The races of a schedule are told only once, and the judge wants them: nothing was run before. */
static int replay(struct exploration *e, const struct choices *c,
                  const struct replay_options *options, struct replayed *out, struct error *err)
{
    struct rt_shared *shared = session_shared(e->session);
    const struct replay r = {c->deviations, c->count, (uint32_t)c->visible_count};
    if (c->visible_count)
        memcpy(shared->visible, c->visible, c->visible_count * sizeof *c->visible);
    shared->visible_count = (uint32_t)c->visible_count;
    if (options->on_ready) {
        pid_t pid = session_process(e->session);
        if (pid <= 0)
            return error_set(err, ERROR_MACHINE, "the explored program could not be found");
        if (options->on_ready(options->context, pid, err) < 0)
            return -1;
    }
    return run(e, &r, options->stop_step, out, err);
}

int engine_replay(const struct spec *spec, const struct spec_case *c, const struct source *source,
                  const struct explore_program *program, const struct replay_options *options,
                  struct replayed *out, struct error *err)
{
    struct exploration e;
    cleanup_with(choices_free) struct choices choices;
    *out = (struct replayed){0};
    if (!choices_read(options->choices, &choices))
        return error_set(err, ERROR_USAGE,
                         "the schedule '%s' cannot be read: expected what a report shows behind "
                         "--schedule",
                         options->choices);
    int status = exploration_open(&e, spec, c, source, program, &out->unsupported, err);
    if (status == 0)
        status = replay(&e, &choices, options, out, err);
    exploration_close(&e);
    return status < 0 ? -1 : 0;
}
