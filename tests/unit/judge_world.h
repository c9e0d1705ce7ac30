/* A small world for tests of the judge: a spec in YAML, a trace made by hand, the verdict. */
#ifndef TESTS_UNIT_JUDGE_WORLD_H
#define TESTS_UNIT_JUDGE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "judge/judge.h"

struct world {
    struct spec spec;
    struct trace native, tsan;
    bool with_tsan;
    bool explored, late; /* the native run is an explored one; in it sleepers were late */
    struct trace *now;   /* the trace that is being made */
    int64_t step;
    struct case_verdict verdict;
};

#define MS INT64_C(1000000)

/* The initial task and two threads, unless tasks are added: task numbers 0, 1, 2. */
static void world_begin_trace(struct world *w, struct trace *t)
{
    *t = (struct trace){.end = RUN_EXITED, .errors = xstrdup("")};
    trace_add_task(t, TASK_INITIAL, -1);
    w->now = t;
}

/* Parts of a spec; `cases` and `checks` are YAML lists. */
static void world_begin(struct world *w, const char *events, const char *cases, const char *checks)
{
    *w = (struct world){0};
    struct error err = ERROR_INIT;
    char *text = xasprintf("exercise: trial\ntitle: A trial\nevents:\n%scases:\n%schecks:\n%s",
                           events, cases, checks);
    int status = spec_read_text("trial.yaml", text, strlen(text), NULL, 0, &w->spec, &err);
    if (status < 0)
        fail_msg("%s", err.message);
    free(text);
    world_begin_trace(w, &w->native);
}

static void world_end(struct world *w)
{
    case_verdict_free(&w->verdict);
    trace_free(&w->native);
    trace_free(&w->tsan);
    spec_free(&w->spec);
}

static int64_t world_step(struct world *w)
{
    return w->step += 10;
}

/* The initial task starts another. */
static int world_task(struct world *w, enum task_type type)
{
    int task = trace_add_task(w->now, type, 0);
    struct trace_event *e = trace_add(w->now, TRACE_BIRTH, 0);
    e->other = task;
    e->step = e->arrived_step = world_step(w);
    return task;
}

static struct trace_event *world_event(struct world *w, enum trace_kind kind, int task, int64_t ms)
{
    struct trace_event *e = trace_add(w->now, kind, task);
    e->step = e->arrived_step = world_step(w);
    e->time_ns = e->idle_ns = e->start_time_ns = e->start_idle_ns = ms * MS;
    if (w->now->total_ns < e->time_ns)
        w->now->total_ns = w->now->idle_ns = e->time_ns;
    return e;
}

static struct trace_event *world_bytes(struct world *w, int task, int64_t ms, const char *text,
                                       size_t size)
{
    struct trace_event *e = world_event(w, TRACE_LINE, task, ms);
    e->text = xmalloc(size + 1);
    memcpy(e->text, text, size);
    e->text[size] = '\0';
    e->size = size;
    return e;
}

static struct trace_event *world_line(struct world *w, int task, int64_t ms, const char *text)
{
    return world_bytes(w, task, ms, text, strlen(text));
}

static void world_judge(struct world *w)
{
    struct error err = ERROR_INIT;
    struct judged_run runs[] = {
        {ENGINE_TSAN, &w->tsan},
        {w->explored ? ENGINE_EXPLORE : ENGINE_NATIVE, &w->native, w->late}};
    const struct judged_run *first = w->with_tsan ? runs : runs + 1;
    case_verdict_free(&w->verdict);
    if (judge_case(&w->spec, &w->spec.cases[0], first, w->with_tsan ? 2 : 1, &w->verdict, &err) < 0)
        fail_msg("%s", err.message);
}

static const struct verdict *world_verdict(const struct world *w, const char *id)
{
    for (size_t i = 0; i < w->spec.check_count; i++)
        if (strcmp(w->spec.checks[i].id, id) == 0)
            return &w->verdict.checks[i];
    fail_msg("no check %s", id);
    return NULL;
}

static void world_passes(struct world *w, const char *id)
{
    world_judge(w);
    const struct verdict *v = world_verdict(w, id);
    if (v->status != VERDICT_PASSED)
        fail_msg("%s: status %d: expected %s, but %s", id, v->status,
                 v->expected ? v->expected : "(nothing)", v->seen);
}

__attribute__((unused)) static void world_skips(struct world *w, const char *id)
{
    world_judge(w);
    const struct verdict *v = world_verdict(w, id);
    assert_int_equal(v->status, VERDICT_SKIPPED);
    assert_non_null(v->seen);
}

/* Fails, in exactly these words. */
static void world_fails(struct world *w, const char *id, const char *expected, const char *seen)
{
    world_judge(w);
    const struct verdict *v = world_verdict(w, id);
    assert_int_equal(v->status, VERDICT_FAILED);
    if (expected)
        assert_string_equal(v->expected, expected);
    else
        assert_null(v->expected);
    assert_string_equal(v->seen, seen);
}

/* Fails, and what was seen has this in it. */
__attribute__((unused)) static void world_fails_with(struct world *w, const char *id,
                                                     const char *part)
{
    world_judge(w);
    const struct verdict *v = world_verdict(w, id);
    assert_int_equal(v->status, VERDICT_FAILED);
    if (!strstr(v->seen, part))
        fail_msg("%s: not in: %s", part, v->seen);
}

#endif
