#include "explore/trace.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

/*
 * The runtime counts the records of a trace; a task's `arrived` is how many
 * there were when it asked. As steps: record i is done at step 2i + 1, who asked
 * when there were n of them arrived at step 2n.
 */
struct reading {
    struct trace *trace;
    char *const *files;
    struct symbolizer *symbols;
    struct buffer line;   /* output without a newline yet */
    int64_t line_arrived; /* of the newest piece */
    int line_task;        /* who wrote it */
    int64_t line_time_ns; /* and when */
    struct buffer errors;
    int64_t count; /* trace records so far */
    bool sound;
};

static bool is_task(const struct reading *r, int64_t task)
{
    return task >= 0 && (size_t)task < r->trace->task_count;
}

static struct trace_event *add(struct reading *r, enum trace_kind kind, const struct rt_record *at)
{
    struct trace_event *e = trace_add(r->trace, kind, at->task);
    e->step = 2 * r->count + 1;
    e->arrived_step = 2 * (int64_t)at->arrived;
    e->time_ns = e->idle_ns = e->start_time_ns = e->start_idle_ns = at->time_ns;
    return e;
}

static void add_line(struct reading *r, int task, int64_t arrived, int64_t time_ns, bool no_newline)
{
    struct trace_event *e = trace_add(r->trace, TRACE_LINE, task);
    e->step = 2 * r->count + 1;
    e->arrived_step = arrived;
    e->time_ns = e->idle_ns = e->start_time_ns = e->start_idle_ns = time_ns;
    e->size = r->line.length;
    e->text = buffer_take(&r->line);
    e->no_newline = no_newline;
}

/* A line's time and task are those of its newline, as on a terminal. */
static void read_output(struct reading *r, const struct rt_record *at)
{
    const char *bytes = log_text(at);
    for (size_t size = at->size; size;) {
        const char *newline = memchr(bytes, '\n', size);
        size_t length = newline ? (size_t)(newline - bytes) : size;
        buffer_add(&r->line, bytes, length);
        r->line_arrived = 2 * (int64_t)at->arrived;
        r->line_task = at->task;
        r->line_time_ns = at->time_ns;
        if (!newline)
            return;
        add_line(r, at->task, r->line_arrived, at->time_ns, false);
        bytes += length + 1;
        size -= length + 1;
    }
}

static char *function_at(struct reading *r, uint64_t address)
{
    struct symbol symbol = {0};
    if (!r->symbols || address < EXPLORE_CODE_BASE ||
        symbolizer_code(r->symbols, "prog", address - EXPLORE_CODE_BASE, &symbol, 1) == 0)
        return NULL;
    char *name = steal_ptr(symbol.function);
    symbol_free(&symbol);
    return name;
}

static void read_birth(struct reading *r, const struct rt_record *at)
{
    if (at->other < 0 || (size_t)at->other != r->trace->task_count) {
        r->sound = false;
        return;
    }
    int task = trace_add_task(r->trace, TASK_THREAD, at->task);
    r->trace->tasks[task].birth_ns = at->time_ns;
    r->trace->tasks[task].function = function_at(r, at->object);
    add(r, TRACE_BIRTH, at)->other = task;
}

static void read_file(struct reading *r, enum trace_kind kind, const struct rt_record *at)
{
    struct trace_event *e = add(r, kind, at);
    e->file = at->other;
    e->text = xstrndup(log_text(at), at->size);
    e->size = kind == TRACE_FILE_WRITE ? at->value : strlen(e->text);
}

/* What is in a watched file at the end; the others do not exist. */
static void read_content(struct reading *r, const struct rt_record *at)
{
    size_t count = 0;
    while (r->files && r->files[count])
        count++;
    if (at->other < 0 || (size_t)at->other >= count) {
        r->sound = false;
        return;
    }
    struct trace_file *f = &r->trace->files[at->other];
    free(f->content);
    f->content = xstrndup("", 0);
    f->content = xrealloc(f->content, 1, (size_t)at->size + 1);
    memcpy(f->content, log_text(at), at->size);
    f->content[at->size] = '\0';
    f->size = at->size;
}

static void read_left(struct reading *r, const struct rt_record *at)
{
    struct trace_task *task = &r->trace->tasks[at->task];
    if (at->value == 0)
        task->alive_at_exit = true;
    else if (task->type == TASK_THREAD)
        task->never_waited_for = true;
}

static void read_record(struct reading *r, const struct rt_record *at)
{
    switch (at->kind) {
    case RT_LINE_OUT:
        read_output(r, at);
        break;
    case RT_ERR_OUT:
        buffer_add(&r->errors, log_text(at), at->size);
        break;
    case RT_BIRTH:
        read_birth(r, at);
        break;
    case RT_TASK_END:
        add(r, TRACE_END, at);
        r->trace->tasks[at->task].ended = true;
        r->trace->tasks[at->task].end_ns = at->time_ns;
        r->trace->tasks[at->task].gave = at->value ? GAVE_SOMETHING : GAVE_NOTHING;
        break;
    case RT_JOIN:
        r->sound &= is_task(r, at->other);
        add(r, TRACE_JOIN, at)->other = at->other;
        break;
    case RT_WAIT: {
        struct trace_event *e = add(r, TRACE_WAIT, at);
        e->start_time_ns = e->start_idle_ns = (int64_t)at->value;
        break;
    }
    case RT_FILE_OPEN:
        read_file(r, TRACE_FILE_OPEN, at);
        break;
    case RT_FILE_WRITE:
        read_file(r, TRACE_FILE_WRITE, at);
        break;
    case RT_FILE_CLOSE:
        read_file(r, TRACE_FILE_CLOSE, at);
        break;
    case RT_FILE_PUT:
        read_file(r, TRACE_FILE_PUT, at);
        break;
    case RT_FILE_END:
        read_content(r, at);
        break;
    case RT_LEFT:
        read_left(r, at);
        break;
    default: /* deadlocks and misuse: explain.c; steps: story.c */
        break;
    }
}

static bool read_end(const struct rt_schedule *head, struct trace *t)
{
    t->status = (int)head->status;
    t->total_ns = t->idle_ns = head->total_ns;
    switch (head->end) {
    case RT_END_EXIT:
        t->end = RUN_EXITED;
        return true;
    case RT_END_SIGNAL:
        t->end = RUN_SIGNALED;
        return true;
    case RT_END_ASSERT:
        t->end = RUN_SIGNALED;
        t->status = SIGABRT;
        return true;
    case RT_END_DEADLOCK:
    case RT_END_LIVELOCK:
        t->end = RUN_DEADLOCK;
        return true;
    case RT_END_OUTPUT:
        t->end = RUN_LIMIT;
        t->limit = LIMIT_OUTPUT;
        return true;
    default:
        return false;
    }
}

static void begin(struct reading *r, struct trace *t)
{
    *t = (struct trace){0};
    trace_add_task(t, TASK_INITIAL, -1);
    for (char *const *f = r->files; f && *f; f++)
        GROW(t->files, t->file_count, t->file_capacity)->name = xstrdup(*f);
}

bool explore_trace(const struct log_schedule *s, char *const *files, struct symbolizer *symbols,
                   struct trace *out)
{
    struct reading r = {.trace = out, .files = files, .symbols = symbols, .sound = true};
    struct log_reader records = s->records;
    begin(&r, out);
    for (const struct rt_record *at; r.sound && (at = log_next_record(&records));) {
        if (!is_task(&r, at->task)) {
            r.sound = false;
            break;
        }
        read_record(&r, at);
        r.count += at->kind < RT_READ;
    }
    if (r.line.length)
        add_line(&r, r.line_task, r.line_arrived, r.line_time_ns, true);
    out->errors_size = r.errors.length;
    out->errors = buffer_take(&r.errors);
    buffer_free(&r.line);
    if (read_end(s->head, out) && r.sound)
        return true;
    trace_free(out);
    return false;
}
