#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct trace_event *trace_add(struct trace *t, enum trace_kind kind, int task)
{
    struct trace_event *e = GROW(t->events, t->event_count, t->event_capacity);
    e->kind = kind;
    e->task = task;
    e->other = -1;
    return e;
}

int trace_add_task(struct trace *t, enum task_type type, int parent)
{
    struct trace_task *task = GROW(t->tasks, t->task_count, t->task_capacity);
    int index = (int)t->task_count - 1;
    task->type = type;
    task->parent = parent;
    task->process = type == TASK_THREAD ? t->tasks[parent].process : index;
    return index;
}

struct finding *trace_add_finding(struct trace *t, enum check_kind kind, const char *code,
                                  const char *message)
{
    struct finding *f = GROW(t->findings, t->finding_count, t->finding_capacity);
    f->kind = kind;
    f->code = xstrdup(code);
    f->message = xstrdup(message);
    return f;
}

void finding_add_location(struct finding *f, const char *file, int line, const char *function)
{
    struct location *l = GROW(f->locations, f->location_count, f->location_capacity);
    l->file = file ? xstrdup(file) : NULL;
    l->line = line;
    l->function = function ? xstrdup(function) : NULL;
}

void trace_from_lines(struct trace *t, const char *text, size_t size)
{
    *t = (struct trace){.lines_only = true, .end = RUN_EXITED, .errors = xstrdup("")};
    trace_add_task(t, TASK_INITIAL, -1);
    int64_t step = 0;
    for (const char *end = text + size; text < end;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline ? newline : end) - text);
        struct trace_event *e = trace_add(t, TRACE_LINE, 0);
        e->text = xmalloc(length + 1);
        memcpy(e->text, text, length);
        e->text[length] = '\0';
        e->size = length;
        e->no_newline = !newline;
        e->step = e->arrived_step = ++step;
        text += length + 1;
    }
}

const char *trace_task_name(const struct trace *t, int task)
{
    static _Thread_local char texts[4][48];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % 4];
    const struct trace_task *x = &t->tasks[task];
    if (x->type == TASK_INITIAL)
        return "the main thread";
    int number = 1;
    for (int i = 0; i < task; i++)
        number += !t->tasks[i].service;
    const char *what = x->type == TASK_THREAD ? "thread" : "child process";
    snprintf(text, sizeof texts[0], "%s %d", what, number);
    return text;
}

void finding_free(struct finding *f)
{
    free(f->code);
    free(f->message);
    free(f->details);
    for (size_t i = 0; i < f->location_count; i++) {
        free(f->locations[i].file);
        free(f->locations[i].function);
    }
    free(f->locations);
    *f = (struct finding){0};
}

void trace_free(struct trace *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        free(t->events[i].text);
    for (size_t i = 0; i < t->task_count; i++)
        free(t->tasks[i].function);
    for (size_t i = 0; i < t->finding_count; i++)
        finding_free(&t->findings[i]);
    for (size_t i = 0; i < t->file_count; i++) {
        free(t->files[i].name);
        free(t->files[i].content);
    }
    free(t->events);
    free(t->tasks);
    free(t->findings);
    free(t->files);
    free(t->errors);
    free(t->detector_log);
    free(t->unsupported);
    story_free(t->story);
    *t = (struct trace){0};
}
