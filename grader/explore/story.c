#include "explore/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "explore/trace.h"

#define QUOTE_BYTES 60
#define STEPS_MOST  2000

struct telling {
    struct story *story;
    struct symbolizer *symbols;
    const char *source;
    struct log_reader records;
    int columns[RT_MAX_TASKS];     /* of each task; -1: none yet */
    uint64_t starts[RT_MAX_TASKS]; /* start routines */
    int last_task;
};

/* ---- names */

static char *name_of(struct telling *t, uint64_t address, const char *what)
{
    char *name = NULL;
    if (address > EXPLORE_CODE_BASE && address < UINT32_MAX)
        name = symbolizer_variable(t->symbols, address - EXPLORE_CODE_BASE);
    return name ? name : xstrdup(what);
}

static void task_name(char *out, size_t size, int task)
{
    if (task == 0)
        snprintf(out, size, "the main thread");
    else
        snprintf(out, size, "thread %d", task + 1);
}

static void place_of(struct telling *t, uint64_t pc, struct symbol *out)
{
    *out = (struct symbol){0};
    if (pc > EXPLORE_CODE_BASE && pc < UINT32_MAX)
        symbolizer_code(t->symbols, "prog", pc - 1 - EXPLORE_CODE_BASE, out, 1);
}

/* The text of a line without indentation; owned; NULL: there is none. */
static char *source_line(const char *source, int number)
{
    if (number <= 0 || !source)
        return NULL;
    while (--number > 0) {
        source = strchr(source, '\n');
        if (!source++)
            return NULL;
    }
    source += strspn(source, " \t");
    return xstrndup(source, strcspn(source, "\r\n"));
}

/* A task's column is called after the function that it was started with. */
static int column_of(struct telling *t, unsigned task)
{
    if (t->columns[task] >= 0)
        return t->columns[task];
    char name[40];
    struct symbol start = {0};
    task_name(name, sizeof name, (int)task);
    if (t->starts[task])
        place_of(t, t->starts[task] + 1, &start);
    cleanup_free char *whole =
        start.function ? xasprintf("%s (%s)", name, start.function) : xstrdup(name);
    t->columns[task] = story_add_column(t->story, whole);
    symbol_free(&start);
    return t->columns[task];
}

/* ---- what is worth telling */

struct use {
    uint64_t address;
    uint16_t task;
    bool shared, written;
};

struct uses {
    struct use *items;
    size_t count, capacity;
};

static struct use *find_use(struct uses *u, uint64_t address)
{
    for (size_t i = 0; i < u->count; i++)
        if (u->items[i].address == address)
            return &u->items[i];
    return NULL;
}

static bool is_access(const struct rt_record *r)
{
    return r->kind >= RT_READ && r->kind <= RT_ATOMIC_UPDATE;
}

static void collect_uses(struct log_reader records, struct uses *out)
{
    for (const struct rt_record *r; (r = log_next_record(&records));) {
        if (!is_access(r))
            continue;
        struct use *u = find_use(out, r->object);
        if (!u) {
            if (out->count > 4096)
                return;
            u = GROW(out->items, out->count, out->capacity);
            *u = (struct use){.address = r->object, .task = r->task};
        }
        u->shared |= u->task != r->task;
        u->written |= r->kind != RT_READ && r->kind != RT_ATOMIC_READ;
    }
}

static bool is_telling(struct uses *uses, const struct rt_record *r)
{
    if (!is_access(r))
        return true;
    const struct use *u = find_use(uses, r->object);
    return u && u->shared && u->written;
}

/* ---- the words */

static uint64_t signed_value(uint64_t value, unsigned width)
{
    unsigned bits = width < 8 ? 8 * width : 64;
    return bits < 64 ? (uint64_t)((int64_t)(value << (64 - bits)) >> (64 - bits)) : value;
}

static char *value_text(const struct rt_record *r, uint64_t value)
{
    int64_t number = (int64_t)signed_value(value, r->width);
    if (r->width == 8 && (number > INT64_C(1000000000000) || number < -INT64_C(1000000000000)))
        return xasprintf("0x%" PRIx64, value);
    return xasprintf("%" PRId64, number);
}

static char *access_words(struct telling *t, const struct rt_record *r)
{
    cleanup_free char *name = name_of(t, r->object, "shared memory");
    cleanup_free char *value = value_text(r, r->value);
    cleanup_free char *old = value_text(r, r->old);
    switch (r->kind) {
    case RT_READ:
        return xasprintf("reads %s = %s", name, value);
    case RT_WRITE:
        return xasprintf("writes %s = %s", name, value);
    case RT_ATOMIC_READ:
        return xasprintf("reads %s = %s (atomic)", name, value);
    case RT_ATOMIC_WRITE:
        return xasprintf("writes %s = %s (atomic)", name, value);
    default:
        return xasprintf("changes %s from %s to %s (atomic)", name, old, value);
    }
}

/* "starts thread 2" */
static char *about_other(const char *verb, const struct rt_record *r)
{
    char name[40] = "another thread";
    if (r->other >= 0 && r->other < RT_MAX_TASKS)
        task_name(name, sizeof name, r->other);
    return xasprintf("%s %s", verb, name);
}

static char *quoted(const char *verb, const struct rt_record *r)
{
    size_t size = r->size;
    while (size && log_text(r)[size - 1] == '\n')
        size--;
    return xasprintf("%s `%.*s%s`", verb, (int)(size < QUOTE_BYTES ? size : QUOTE_BYTES),
                     log_text(r), size > QUOTE_BYTES ? "…" : "");
}

/* Kinds that are told as "VERB OBJECT". */
static const struct {
    uint16_t kind;
    const char *verb, *object;
} simple[] = {
    {RT_LOCK, "locks", "a mutex"},
    {RT_UNLOCK, "unlocks", "a mutex"},
    {RT_READLOCK, "locks for reading:", "a read-write lock"},
    {RT_WRITELOCK, "locks for writing:", "a read-write lock"},
    {RT_COND_WAIT, "lets go of the mutex and waits for a signal on", "a condition variable"},
    {RT_SEM_POST, "posts", "a semaphore"},
    {RT_BARRIER, "comes to", "a barrier"},
    {RT_ONCE, "runs once:", "pthread_once"},
    {RT_FREE, "frees", "a block of memory"},
    {RT_LOCK_STREAM, "locks", "a stream"},
    {RT_UNLOCK_STREAM, "unlocks", "a stream"},
};

static char *sync_words(struct telling *t, const struct rt_record *r)
{
    cleanup_free char *name = name_of(t, r->object, "it");
    switch (r->kind) {
    case RT_TRYLOCK:
    case RT_TIMEDLOCK:
        return xasprintf(r->value ? "tries to lock %s, in vain" : "locks %s", name);
    case RT_COND_WOKEN:
        return xstrdup(r->value == 0   ? "is woken by the signal"
                       : r->value == 1 ? "wakes up: its time is over"
                                       : "wakes up without a signal (that may happen)");
    case RT_SIGNAL:
    case RT_BROADCAST:
        return xasprintf(r->value ? "signals %s" : "signals %s, but nobody waits for it", name);
    case RT_SEM_WAIT:
    case RT_SEM_TRYWAIT:
        return xasprintf(r->old ? "does not get %s" : "takes one from %s (%" PRId64 " left)", name,
                         (int64_t)r->value);
    case RT_SLEEP:
        return xasprintf("sleeps for %.3f s", (double)r->value / 1e9);
    case RT_CREATE:
        return about_other("starts", r);
    case RT_JOINING:
        return about_other(r->value ? "has waited for the end of" : "waits for the end of", r);
    case RT_DETACH:
        return about_other("detaches", r);
    case RT_CANCEL:
        return about_other("cancels", r);
    case RT_EXIT:
        return xasprintf("ends the program with status %d", (int)(int32_t)r->value);
    case RT_STUCK:
        return r->other >= 0 ? about_other("is stuck here for ever, waiting for", r)
                             : xstrdup("is stuck here for ever");
    default:
        return NULL;
    }
}

static char *words(struct telling *t, const struct rt_record *r)
{
    if (is_access(r))
        return access_words(t, r);
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++)
        if (simple[i].kind == r->kind) {
            cleanup_free char *name = name_of(t, r->object, simple[i].object);
            return xasprintf("%s %s", simple[i].verb, name);
        }
    switch (r->kind) {
    case RT_LINE_OUT:
        return quoted("prints", r);
    case RT_FILE_OPEN:
        return quoted("opens", r);
    case RT_FILE_WRITE:
        return quoted("writes to", r);
    case RT_FILE_CLOSE:
        return quoted("closes", r);
    case RT_TASK_END:
        return r->task ? xstrdup("ends") : NULL;
    case RT_ASSERT:
        return quoted("gives up:", r);
    default:
        return sync_words(t, r);
    }
}

static bool is_repeated(const struct story *s, int column, int line, const char *what)
{
    const struct story_step *last = s->step_count ? &s->steps[s->step_count - 1] : NULL;
    return last && last->column == column && last->line == line && strcmp(last->what, what) == 0;
}

static void tell(struct telling *t, const struct rt_record *r)
{
    struct story *s = t->story;
    cleanup_free char *what = words(t, r);
    struct symbol place;
    if (!what || s->step_count >= STEPS_MOST)
        return;
    place_of(t, r->kind == RT_TASK_END ? 0 : r->pc, &place);
    int column = column_of(t, r->task);
    if (is_repeated(s, column, place.line, what)) {
        s->steps[s->step_count - 1].repeats++;
    } else {
        struct story_step *step = story_add_step(s, column);
        step->time_ns = r->time_ns;
        step->line = place.line;
        step->source = source_line(t->source, place.line);
        step->what = steal_ptr(what);
        step->is_switch = s->step_count > 1 && r->task != t->last_task;
        step->is_broken = r->kind == RT_STUCK || r->kind == RT_ASSERT;
    }
    t->last_task = r->task;
    symbol_free(&place);
}

struct story *explore_story(const struct log_schedule *s, const char *source,
                            struct symbolizer *symbols, uint64_t seed, unsigned schedule)
{
    struct telling t = {.story = xcalloc(1, sizeof *t.story),
                        .symbols = symbols,
                        .source = source,
                        .records = s->records};
    struct uses uses = {0};
    memset(t.columns, -1, sizeof t.columns);
    collect_uses(s->records, &uses);
    for (const struct rt_record *r; (r = log_next_record(&t.records));) {
        if (r->kind == RT_BIRTH && r->other >= 0 && r->other < RT_MAX_TASKS)
            t.starts[r->other] = r->object;
        if (r->task < RT_MAX_TASKS && is_telling(&uses, r))
            tell(&t, r);
    }
    free(uses.items);
    t.story->seed = seed;
    t.story->schedule = schedule;
    t.story->switches = s->head->preemptions;
    return t.story;
}
