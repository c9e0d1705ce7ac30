#include "trace/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

#define ARGUMENTS_MOST 64

static const char *const kind_names[TIMELINE_KINDS] = {
    [TIMELINE_WAIT] = "wait",
    [TIMELINE_LINE] = "line",
    [TIMELINE_FILE] = "file",
    [TIMELINE_LOCK] = "lock",
};

const char *timeline_kind_name(enum timeline_kind kind)
{
    return kind_names[kind];
}

int timeline_kind_parse(const char *name)
{
    for (int i = 0; name && i < TIMELINE_KINDS; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return -1;
}

/* The task's name without the article, and its start routine where known. */
static char *lane_name(const struct trace *t, int task)
{
    const char *name = trace_task_name(t, task), *function = t->tasks[task].function;
    if (strncmp(name, "the ", 4) == 0)
        name += 4;
    return function ? xasprintf("%s (%s)", name, function) : xstrdup(name);
}

/* Fills lane_of: the lane of each task, -1 for those without one. */
static void add_lanes(const struct trace *t, struct timeline *out, int *lane_of)
{
    for (size_t i = 0; i < t->task_count; i++) {
        const struct trace_task *task = &t->tasks[i];
        lane_of[i] = -1;
        if (task->service)
            continue;
        if (out->lane_count == TIMELINE_LANES_MOST) {
            out->left_out++;
            continue;
        }
        lane_of[i] = (int)out->lane_count;
        struct timeline_lane *lane = GROW(out->lanes, out->lane_count, out->lane_capacity);
        lane->name = lane_name(t, (int)i);
        lane->parent = task->parent >= 0 ? lane_of[task->parent] : -1;
        lane->process = task->type == TASK_PROCESS;
        lane->from_ns = task->birth_ns;
        lane->to_ns = task->ended || task->end_ns > task->birth_ns ? task->end_ns : t->total_ns;
    }
}

static struct timeline_event *add_event(struct timeline *out, enum timeline_kind kind, int lane,
                                        int64_t from_ns, int64_t to_ns)
{
    if (out->event_count == TIMELINE_EVENTS_MOST) {
        out->left_out++;
        return NULL;
    }
    struct timeline_event *e = GROW(out->events, out->event_count, out->event_capacity);
    *e = (struct timeline_event){.kind = kind, .lane = lane, .from_ns = from_ns, .to_ns = to_ns};
    return e;
}

static void add_line(struct timeline *out, int lane, const struct trace_event *e)
{
    struct timeline_event *line = add_event(out, TIMELINE_LINE, lane, e->time_ns, e->time_ns);
    if (!line)
        return;
    size_t size = e->text ? strnlen(e->text, e->size) : 0;
    if (size <= TIMELINE_TEXT_BYTES)
        line->text = xstrndup(e->text ? e->text : "", size);
    else
        line->text = xasprintf("%.*s…", TIMELINE_TEXT_BYTES, e->text);
}

/* When the task closed what it opened at `opened`; the end of its lane if it never did. */
static int64_t closed_at(const struct trace *t, size_t opened, const struct timeline_lane *lane)
{
    const struct trace_event *open = &t->events[opened];
    for (size_t i = opened + 1; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        if (e->kind == TRACE_FILE_CLOSE && e->file == open->file && e->task == open->task)
            return e->time_ns;
    }
    return lane->to_ns;
}

static void add_file(const struct trace *t, size_t index, struct timeline *out, int lane)
{
    const struct trace_event *e = &t->events[index];
    struct timeline_event *use =
        add_event(out, TIMELINE_FILE, lane, e->time_ns, closed_at(t, index, &out->lanes[lane]));
    if (use)
        use->text = xstrdup(e->text ? e->text : "file");
}

static int by_begin(const void *a, const void *b)
{
    const struct timeline_event *x = a, *y = b;
    if (x->from_ns != y->from_ns)
        return x->from_ns < y->from_ns ? -1 : 1;
    if (x->lane != y->lane)
        return x->lane < y->lane ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Lines of one lane at one time must stay in their order: a stable sort by insertion. */
static void sort_events(struct timeline *out)
{
    for (size_t i = 1; i < out->event_count; i++) {
        struct timeline_event e = out->events[i];
        size_t k = i;
        for (; k && by_begin(&out->events[k - 1], &e) > 0; k--)
            out->events[k] = out->events[k - 1];
        out->events[k] = e;
    }
}

void timeline_from_trace(const struct trace *t, struct timeline *out)
{
    cleanup_free int *lane_of = xcalloc(t->task_count + 1, sizeof *lane_of);
    out->end = t->end;
    out->total_ns = t->total_ns;
    add_lanes(t, out, lane_of);
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        int lane = e->task >= 0 && (size_t)e->task < t->task_count ? lane_of[e->task] : -1;
        if (lane < 0)
            continue;
        if (e->kind == TRACE_LINE)
            add_line(out, lane, e);
        else if (e->kind == TRACE_WAIT && e->time_ns > e->start_time_ns)
            add_event(out, TIMELINE_WAIT, lane, e->start_time_ns, e->time_ns);
        else if (e->kind == TRACE_FILE_OPEN)
            add_file(t, i, out, lane);
    }
    sort_events(out);
}

bool timeline_add_argument(struct timeline *t, const char *argument)
{
    if (t->arg_count == ARGUMENTS_MOST)
        return false;
    *GROW(t->args, t->arg_count, t->arg_capacity) = xstrdup(argument);
    return true;
}

void timeline_free(struct timeline *t)
{
    for (size_t i = 0; i < t->arg_count; i++)
        free(t->args[i]);
    for (size_t i = 0; i < t->lane_count; i++)
        free(t->lanes[i].name);
    for (size_t i = 0; i < t->event_count; i++)
        free(t->events[i].text);
    free(t->case_id);
    free(t->args);
    free(t->lanes);
    free(t->events);
    *t = (struct timeline){0};
}
