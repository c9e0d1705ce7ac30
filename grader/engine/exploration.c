#include "engine/exploration.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/findings.h"
#include "explore/explain.h"
#include "explore/trace.h"

int exploration_open(struct exploration *e, const struct spec *spec, const struct spec_case *c,
                     const struct source *source, const struct explore_program *program, char **why,
                     struct error *err)
{
    *e = (struct exploration){.spec = spec, .source = source};
    e->settings = (struct session_settings){.executable = program->executable,
                                            .args = c->args,
                                            .environment = c->environment,
                                            .files = spec->watch,
                                            .before = c->files,
                                            .before_count = c->file_count,
                                            .output_bytes = spec->limits.output_bytes,
                                            .memory_bytes = spec->limits.memory_bytes};
    if (!program->executable || !session_can_watch(&e->settings)) {
        *why = program->unsupported ? xasprintf("it uses %s", program->unsupported)
                                    : xstrdup("the explorer cannot build it or watch its files");
        return 1;
    }
    e->judge = case_judge_open(spec, c, err);
    e->symbols = symbolizer_open(program->executable);
    e->session = e->judge ? session_open(&e->settings, err) : NULL;
    return e->session ? 0 : -1;
}

void exploration_close(struct exploration *e)
{
    free(e->races);
    session_close(e->session);
    if (e->symbols)
        symbolizer_close(e->symbols);
    case_judge_close(e->judge);
}

void exploration_take_races(struct exploration *e)
{
    const struct rt_shared *shared = session_shared(e->session);
    free(e->races);
    e->races = xmemdup(shared->races, sizeof shared->races);
}

bool exploration_trace(struct exploration *e, const struct log_schedule *s, struct trace *out)
{
    bool ends_badly = s->head->end != RT_END_EXIT;
    if (!explore_trace(s, e->settings.files, e->symbols, out))
        return false;
    if (ends_badly || s->head->race_count)
        explore_explain(s, e->races, EXPLAIN_RACES, e->symbols, out);
    if (s->head->end != RT_END_ASSERT)
        engine_find_faults(out);
    return true;
}

int exploration_judge(struct exploration *e, const struct trace *t, bool late,
                      struct case_verdict *out, struct error *err)
{
    const struct judged_run run = {ENGINE_EXPLORE, t, late};
    return case_judge_runs(e->judge, &run, 1, out, err);
}

int exploration_run_again(struct exploration *e, const struct replay *r, uint32_t flags,
                          uint32_t stop_step, unsigned char **log, struct log_schedule *out,
                          struct error *err)
{
    struct rt_shared *shared = session_shared(e->session);
    struct rt_order order = {.kind = RT_ORDER_REPLAY,
                             .flags = flags | (stop_step ? RT_STOP_THERE : 0),
                             .count = 1,
                             .step_limit = EXPLORE_STEP_LIMIT,
                             .deviation_count = (uint32_t)r->count,
                             .visible_count = r->visible_count,
                             .stop_step = stop_step};
    struct rt_reply reply;
    if (r->count)
        memcpy(shared->deviations, r->deviations, r->count * sizeof *r->deviations);
    int status = session_order(e->session, &order, &reply, err);
    if (status != 0)
        return status;
    *log = xmemdup(shared->log, reply.log_bytes + 1);
    exploration_take_races(e);
    struct log_reader reader = {*log, *log + reply.log_bytes};
    return log_next_schedule(&reader, out) ? 0 : 1;
}

int exploration_tell(struct exploration *e, const struct replay *r, unsigned schedule,
                     struct story **out, struct error *err)
{
    cleanup_free unsigned char *log = NULL;
    struct log_schedule s;
    int status = exploration_run_again(e, r, RT_STEPS, 0, &log, &s, err);
    *out = NULL;
    if (status != 0)
        return status < 0 ? -1 : 0;
    *out = explore_story(&s, e->source->text, e->symbols, e->spec->explore.seed, schedule);
    cleanup_free uint64_t *visible =
        xmemdup(session_shared(e->session)->visible, sizeof session_shared(e->session)->visible);
    (*out)->choices = choices_text(r->deviations, r->count, visible, r->visible_count);
    return 0;
}

char *exploration_unsupported(struct exploration *e, uint64_t pc)
{
    const char *text = session_shared(e->session)->text;
    int length = (int)strnlen(text, 100);
    struct symbol place = {0};
    if (pc > EXPLORE_CODE_BASE)
        symbolizer_code(e->symbols, "prog", pc - 1 - EXPLORE_CODE_BASE, &place, 1);
    char *words = place.line ? xasprintf("it uses %.*s (line %d)", length, text, place.line)
                             : xasprintf("it uses %.*s", length, text);
    symbol_free(&place);
    return words;
}
