/* Rules on files: what is in one at the end, and who used it when. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

/* ---- file: lines ---- */

struct text {
    const char *bytes;
    size_t size;
};

static int compare_texts(const void *x, const void *y)
{
    const struct text *a = x, *b = y;
    int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

struct texts {
    struct text *items;
    size_t count, capacity;
};

static void texts_free(struct texts *t)
{
    free(t->items);
}
#define cleanup_texts __attribute__((cleanup(texts_free)))

static void texts_sort(struct texts *t)
{
    if (t->count)
        qsort(t->items, t->count, sizeof *t->items, compare_texts);
}

/* The lines of the content; false when the last has no newline. */
static bool split_lines(const char *bytes, size_t size, struct texts *out)
{
    while (size) {
        const char *newline = memchr(bytes, '\n', size);
        size_t length = newline ? (size_t)(newline - bytes) : size;
        *GROW(out->items, out->count, out->capacity) = (struct text){bytes, length};
        if (!newline)
            return false;
        bytes += length + 1;
        size -= length + 1;
    }
    return true;
}

/* The first of `a` that is not in `b`, both sorted, each used once; NULL when all are. */
static const struct text *first_not_in(const struct texts *a, const struct texts *b)
{
    size_t k = 0;
    for (size_t i = 0; i < a->count; i++) {
        while (k < b->count && compare_texts(&b->items[k], &a->items[i]) < 0)
            k++;
        if (k == b->count || compare_texts(&b->items[k], &a->items[i]) != 0)
            return &a->items[i];
        k++;
    }
    return NULL;
}

static const struct trace_file *find_file(const struct trace *t, const char *name)
{
    for (size_t i = 0; i < t->file_count; i++)
        if (strcmp(t->files[i].name, name) == 0)
            return &t->files[i];
    return NULL;
}

static const struct spec_file *find_before(const struct spec_case *c, const char *name)
{
    for (size_t i = 0; i < c->file_count; i++)
        if (strcmp(c->files[i].name, name) == 0)
            return &c->files[i];
    return NULL;
}

/* Shows the file as it is at the end, in place of the lines of output. */
static void show_file(struct ruling *r, const char *bytes, size_t size)
{
    cleanup_texts struct texts lines = {0};
    split_lines(bytes, size, &lines);
    struct buffer b = {0};
    buffer_printf(&b, "  %s at the end:", r->check->file);
    for (size_t i = 0; i < lines.count && i < 12; i++) {
        cleanup_free char *quoted = words_quote(lines.items[i].bytes, lines.items[i].size);
        buffer_printf(&b, "\n  %s", quoted);
    }
    if (lines.count > 12)
        buffer_printf(&b, "\n  … (%zu lines in all)", lines.count);
    free(r->out->excerpt);
    r->out->excerpt = buffer_take(&b);
}

/* What was added to the file; `ends` tells whether it ends with a newline. */
static void judge_added(struct ruling *r, struct texts *added, bool ends)
{
    const struct operands *o = r->operands;
    cleanup_texts struct texts wanted = {0};
    for (size_t i = 0; i < o->list_count; i++)
        *GROW(wanted.items, wanted.count, wanted.capacity) =
            (struct text){o->list[i], strlen(o->list[i])};
    texts_sort(added);
    texts_sort(&wanted);
    const struct text *missing = first_not_in(&wanted, added);
    const struct text *extra = first_not_in(added, &wanted);
    cleanup_free char *found = extra ? words_quote(extra->bytes, extra->size) : NULL;
    const char *name = r->check->file;
    if (missing) {
        cleanup_free char *line = words_quote(missing->bytes, missing->size);
        ruling_fail(r, xasprintf("the line %s in %s at the end", line, name),
                    found ? xasprintf("it is not there whole; there is %s instead", found)
                          : xstrdup("it is not there"));
    } else if (extra) {
        ruling_fail(r, xasprintf("nothing in %s but the lines asked for", name),
                    xasprintf("there is also %s", found));
    } else if (!ends) {
        ruling_fail(r, xasprintf("every line in %s to end with a newline", name),
                    xstrdup("the last one has none"));
    }
}

int rule_file(struct ruling *r, struct error *err)
{
    (void)err;
    const char *name = r->check->file;
    const struct trace_file *file = find_file(r->run->trace, name);
    const struct spec_file *before = find_before(r->j->test_case, name);
    size_t old = before ? before->size : 0;
    if (!file || !file->content) {
        if (old || r->operands->list_count)
            ruling_fail(r, xasprintf("a file %s at the end", name), xstrdup("there is none"));
        return 0;
    }
    if (file->size < old || (old && memcmp(file->content, before->content, old) != 0)) {
        ruling_fail(r, xasprintf("%s to keep what it held before the start", name),
                    xstrdup("that is gone or changed. A file opened with \"w\" is emptied first; "
                            "\"a\" appends"));
    } else {
        cleanup_texts struct texts added = {0};
        bool ends = split_lines(file->content + old, file->size - old, &added);
        judge_added(r, &added, ends);
    }
    if (r->out->status == VERDICT_FAILED)
        show_file(r, file->content, file->size);
    return 0;
}

/* ---- file: exclusive ---- */

/* One time in which a task uses the file. */
struct use {
    int task;
    int64_t from, to; /* steps */
    const struct trace_event *at;
    bool is_write; /* one write to a file that is shared with others; else from open to close */
    bool closed;   /* … to a close, not to the end of the task */
};

struct uses {
    struct use *items;
    size_t count, capacity;
};

static void uses_free(struct uses *u)
{
    free(u->items);
}

/* One open file: from an open of the watched file to its close. */
struct description {
    int number, opener;
    const struct trace_event *open;
    bool shared; /* another task than the opener wrote to it, while the opener was there */
    bool left;   /* … after the opener had ended: the C library at the end of the program, say */
    int64_t own_close, other_close; /* steps; -1: none. Of several by others the last */
};

struct descriptions {
    struct description *items; /* sorted by number */
    size_t count, capacity;
};

static void descriptions_free(struct descriptions *d)
{
    free(d->items);
}

static int by_number(const void *x, const void *y)
{
    const struct description *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

static void find_descriptions(const struct trace *t, const char *name, struct descriptions *out)
{
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        if (e->kind == TRACE_FILE_OPEN && e->text && strcmp(e->text, name) == 0)
            *GROW(out->items, out->count, out->capacity) = (struct description){.number = e->file,
                                                                                .opener = e->task,
                                                                                .open = e,
                                                                                .own_close = -1,
                                                                                .other_close = -1};
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_number);
}

static struct description *description_of(const struct descriptions *all,
                                          const struct trace_event *e)
{
    struct description key = {.number = e->file};
    bool uses = e->kind == TRACE_FILE_WRITE || e->kind == TRACE_FILE_CLOSE;
    return uses && all->count ? bsearch(&key, all->items, all->count, sizeof *all->items, by_number)
                              : NULL;
}

static void note_use(struct description *d, const struct trace_event *e, const int64_t *task_ends)
{
    bool by_other = e->task != d->opener;
    bool is_write = e->kind == TRACE_FILE_WRITE;
    bool opener_ended = e->arrived_step > task_ends[d->opener];
    if (is_write && by_other && opener_ended)
        d->left = true;
    else if (is_write && by_other)
        d->shared = true;
    else if (!is_write && by_other)
        d->other_close = e->step;
    else if (!is_write && d->own_close < 0)
        d->own_close = e->step;
}

/*
 * The opener's own close, else the last by anybody, else the end of the opener:
 * that also where others only then began to write to it.
 */
static int64_t description_end(const struct description *d, const int64_t *task_ends)
{
    if (d->own_close >= 0)
        return d->own_close;
    return d->other_close >= 0 && !d->left ? d->other_close : task_ends[d->opener];
}

static int64_t *find_task_ends(const struct trace *t)
{
    int64_t *ends = xcalloc(t->task_count, sizeof *ends);
    for (size_t i = 0; i < t->task_count; i++)
        ends[i] = INT64_MAX;
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].kind == TRACE_END)
            ends[t->events[i].task] = t->events[i].step;
    return ends;
}

static void collect_uses(const struct trace *t, const char *name, struct uses *out)
{
    __attribute__((cleanup(descriptions_free))) struct descriptions all = {0};
    cleanup_free int64_t *ends = find_task_ends(t);
    find_descriptions(t, name, &all);
    for (size_t i = 0; i < t->event_count; i++) {
        struct description *d = description_of(&all, &t->events[i]);
        if (d)
            note_use(d, &t->events[i], ends);
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct description *d = &all.items[i];
        if (!d->shared)
            *GROW(out->items, out->count, out->capacity) =
                (struct use){.task = d->opener,
                             .from = d->open->arrived_step,
                             .to = description_end(d, ends),
                             .at = d->open,
                             .closed = d->own_close >= 0 || d->other_close >= 0};
    }
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        const struct description *d = description_of(&all, e);
        bool counts = d && (d->shared || (d->left && e->task != d->opener));
        if (counts && e->kind == TRACE_FILE_WRITE)
            *GROW(out->items, out->count, out->capacity) = (struct use){
                .task = e->task, .from = e->arrived_step, .to = e->step, .at = e, .is_write = true};
    }
}

static int by_from(const void *x, const void *y)
{
    const struct use *a = x, *b = y;
    return (a->from > b->from) - (a->from < b->from);
}

static void fail_file_exclusive(struct ruling *r, const struct use *early, const struct use *late)
{
    const struct trace *t = r->run->trace;
    const char *name = r->check->file;
    const char *early_name = trace_task_name(t, early->task);
    const char *late_name = trace_task_name(t, late->task);
    cleanup_free char *did =
        xasprintf(early->is_write ? "%s was still writing to it (since %.3f s)"
                  : early->closed ? "%s had it open (since %.3f s) and had not closed it yet"
                                  : "%s had it open (since %.3f s) and never closes it",
                  early_name, words_seconds(early->at->time_ns));
    const char *advice = early->is_write && late->is_write ? "Hold one lock during every write"
                         : early->is_write || early->closed
                             ? "Take the lock before the file is opened and let go of it after it "
                               "is closed"
                             : "Close the file (fclose, close) before you let go of the lock";
    ruling_fail(r, xasprintf("never two threads or processes using %s at once", name),
                xasprintf("%s %s it at %.3f s while %s. %s", late_name,
                          late->is_write ? "wrote to" : "opened", words_seconds(late->at->time_ns),
                          did, advice));
}

int rule_file_exclusive(struct ruling *r, struct error *err)
{
    (void)err;
    const struct trace *t = r->run->trace;
    __attribute__((cleanup(uses_free))) struct uses uses = {0};
    collect_uses(t, r->check->file, &uses);
    if (!uses.count) {
        if (!ruling_may_be_idle(r) && !judging_expects_none_in_file(r->j, r->check->file))
            ruling_fail(r, xasprintf("%s to be used", r->check->file), xstrdup("nobody opened it"));
        return 0;
    }
    qsort(uses.items, uses.count, sizeof *uses.items, by_from);
    /* As in rule_exclusive(): the use that ends last, and the last one by another task. */
    const struct use *last = NULL, *other = NULL;
    for (size_t i = 0; i < uses.count; i++) {
        const struct use *use = &uses.items[i];
        const struct use *rival = last && last->task != use->task ? last : other;
        if (rival && rival->to >= use->from) {
            fail_file_exclusive(r, rival, use);
            return 0;
        }
        if (!last || use->to >= last->to) {
            if (last && last->task != use->task)
                other = last;
            last = use;
        } else if (use->task != last->task && (!other || use->to > other->to)) {
            other = use;
        }
    }
    return 0;
}

/* ---- file: before ---- */

/*
 * What a task did with the file before its line, and whether it opens the file
 * after it. Text that was given to a stream counts: it is seen in explored
 * runs only, so in the others only who opens the file too late is sure to have
 * told of what was still to be done.
 */
struct use_by_task {
    bool used_before, opened_after;
};

static struct use_by_task find_use(const struct judge_run *run, const char *name,
                                   const struct judge_line *line)
{
    const struct trace *t = run->trace;
    struct use_by_task found = {false, false};
    for (size_t i = 0; i < t->event_count; i++) {
        const struct trace_event *e = &t->events[i];
        bool opens = e->kind == TRACE_FILE_OPEN;
        bool writes = e->kind == TRACE_FILE_WRITE || e->kind == TRACE_FILE_PUT;
        if (e->task != line->at->task || !(opens || writes) || !e->text ||
            strcmp(e->text, name) != 0)
            continue;
        bool before = e->step < line->at->step;
        found.used_before |= before && (writes || run->engine != ENGINE_EXPLORE);
        found.opened_after |= opens && !before;
    }
    return found;
}

int rule_file_before(struct ruling *r, struct error *err)
{
    int type = judging_type(r->j, r->check->before, err);
    const char *name = r->check->file;
    if (type < 0)
        return -1;
    for (size_t i = 0; i < r->run->line_count; i++) {
        const struct judge_line *line = &r->run->lines[i];
        if (line->type != type)
            continue;
        struct use_by_task use = find_use(r->run, name, line);
        if (use.used_before || (!use.opened_after && r->run->engine != ENGINE_EXPLORE))
            continue;
        cleanup_free char *text = words_quote_line(line);
        cleanup_free char *where = words_where(r->run, line);
        ruling_mark(r, line);
        ruling_fail(r,
                    xasprintf("%s only from a thread that has written to %s by then", text, name),
                    xasprintf("it came %s, which %s", where,
                              use.opened_after ? "opened the file only after that"
                                               : "had written nothing to it"));
        return 0;
    }
    return 0;
}
