/* Rules on how it ended, on anything (Lua), and on what the engines found. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

char *judge_cut_short(const struct trace *t)
{
    static const char *const limits[] = {
        [LIMIT_NONE] = "a limit",
        [LIMIT_TIME] = "the limit of time",
        [LIMIT_CPU] = "the limit of processor time",
        [LIMIT_MEMORY] = "the limit of memory",
        [LIMIT_TASKS] = "the limit of threads and processes",
        [LIMIT_OUTPUT] = "the limit of output",
        [LIMIT_FILE] = "the limit of file size",
        [LIMIT_WAKES] = "the limit of wake-ups",
    };
    double at = words_seconds(t->total_ns);
    switch (t->end) {
    case RUN_EXITED:
        return NULL;
    case RUN_SIGNALED:
        return xasprintf("it was ended by signal %d (%s) at %.3f s", t->status,
                         strsignal(t->status), at);
    case RUN_DEADLOCK:
        return xasprintf("at %.3f s everybody in it was waiting for somebody else (a deadlock)",
                         at);
    case RUN_LIMIT:
        return xasprintf("it was stopped at %.3f s, at %s", at, limits[t->limit]);
    }
    return NULL;
}

int rule_exit(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    if (t->end == RUN_EXITED && t->status == r->operands->count)
        return 0;
    char *cut = judge_cut_short(t);
    ruling_fail(
        r, xasprintf("the program to end with exit status %lld", (long long)r->operands->count),
        cut ? cut
            : xasprintf("it ended with %d, at %.3f s", t->status, words_seconds(t->total_ns)));
    return 0;
}

/* ---- that ---- */

/* All lines as the chunk sees them; captures share one array each. */
struct that_events {
    struct expression_event *items;
    const char **names, **values;
    size_t *sizes;
};

static void that_events_free(struct that_events *e)
{
    free(e->items);
    free(e->names);
    free(e->values);
    free(e->sizes);
}

static void that_captures(struct ruling *r, const struct judge_line *line, struct that_events *all,
                          size_t *used, struct expression_captures *out)
{
    *out = (struct expression_captures){all->names + *used, all->values + *used, all->sizes + *used,
                                        0};
    if (line->type < 0)
        return;
    size_t count;
    const char *const *names = event_types_captures(r->j->types, line->type, &count);
    for (size_t i = 0; i < count; i++) {
        if (!line->values[i])
            continue;
        all->names[*used] = names[i];
        all->values[*used] = line->values[i];
        all->sizes[(*used)++] = line->sizes[i];
        out->count++;
    }
}

static void that_events_make(struct ruling *r, struct that_events *all)
{
    const struct judge_run *run = r->run;
    size_t room = 0, used = 0;
    for (size_t i = 0; i < run->line_count; i++)
        room += run->lines[i].value_count;
    all->items = xcalloc(run->line_count, sizeof *all->items);
    all->names = xcalloc(room, sizeof *all->names);
    all->values = xcalloc(room, sizeof *all->values);
    all->sizes = xcalloc(room, sizeof *all->sizes);
    for (size_t i = 0; i < run->line_count; i++) {
        const struct judge_line *line = &run->lines[i];
        struct expression_event *e = &all->items[i];
        e->name = line->type < 0 ? NULL : r->j->spec->events[line->type].name;
        e->line = line->at->text;
        e->line_size = line->at->size;
        e->time_s = words_seconds(line->at->time_ns);
        e->idle_s = words_seconds(line->at->idle_ns);
        e->clock_s = words_seconds(TRACE_EPOCH_NS + line->at->time_ns);
        e->task = line->at->task + 1;
        that_captures(r, line, all, &used, &e->captures);
    }
}

static struct expression_run that_run(const struct trace *t)
{
    struct expression_run run = {words_seconds(t->total_ns),
                                 words_seconds(t->idle_ns),
                                 words_seconds(t->cpu_ns),
                                 xcalloc(t->task_count, sizeof *run.processes),
                                 0,
                                 xcalloc(t->task_count, sizeof *run.tasks),
                                 t->task_count};
    for (size_t i = 0; i < t->task_count; i++) {
        const struct trace_task *task = &t->tasks[i];
        run.tasks[i] =
            (struct expression_task){task->type == TASK_THREAD && !task->service,
                                     words_seconds(task->ended ? task->end_ns : t->total_ns),
                                     (int)task->gave - (int)GAVE_NOTHING};
    }
    for (size_t i = 0; i < t->task_count; i++)
        if (t->tasks[i].process == (int)i && !t->tasks[i].service)
            run.processes[run.process_count++] = (struct expression_process){
                words_seconds(t->tasks[i].cpu_ns), t->tasks[i].type == TASK_INITIAL};
    return run;
}

static void that_run_free(struct expression_run *run)
{
    free(run->processes);
    free(run->tasks);
}

int rule_that(struct ruling *r, struct error *err)
{
    __attribute__((cleanup(that_events_free))) struct that_events all = {0};
    cleanup_with(that_run_free) struct expression_run run = that_run(r->run->trace);
    that_events_make(r, &all);
    cleanup_free char *message = NULL;
    enum expression_verdict holds;
    cleanup_error struct error trouble = ERROR_INIT;
    (void)err;
    if (expression_that(r->j->env, r->check->chunk, all.items, r->run->line_count, &run, &holds,
                        &message, &trouble) < 0)
        ruling_fail(
            r, xstrdup("output that this check can read"),
            xasprintf("it could not be worked out from what was printed (%s)", trouble.message));
    else if (holds == THAT_CANNOT_TELL)
        r->out->status = VERDICT_SKIPPED;
    else if (holds == THAT_FAILS)
        ruling_fail(r, NULL,
                    message
                        ? steal_ptr(message)
                        : xasprintf("What was printed does not fulfil this: %s", r->check->title));
    return 0;
}

/* ---- no finding ---- */

void verdict_from_finding(struct verdict *v, const struct finding *f)
{
    v->status = VERDICT_FAILED;
    v->seen = xstrdup(f->message);
    v->excerpt = f->details ? xstrdup(f->details) : NULL;
    v->locations = xcalloc(f->location_count, sizeof *v->locations);
    v->location_count = f->location_count;
    for (size_t i = 0; i < f->location_count; i++) {
        const struct location *l = &f->locations[i];
        v->locations[i] = (struct location){.file = l->file ? xstrdup(l->file) : NULL,
                                            .line = l->line,
                                            .function = l->function ? xstrdup(l->function) : NULL};
    }
}

int rule_no_finding(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    for (size_t i = 0; i < t->finding_count; i++) {
        if (t->findings[i].kind != r->check->kind || t->findings[i].is_note)
            continue;
        verdict_from_finding(r->out, &t->findings[i]);
        return 0;
    }
    return 0;
}
