/*
 * Reads ThreadSanitizer's reports (gcc 12's and clang 14's runtimes).
 *
 *     WARNING: ThreadSanitizer: data race (pid=9)
 *       Read of size 4 at 0x55… by thread T2 (mutexes: write M1):
 *         #0 0x55… withdraw bank.c:7 (bank+0x11cf) (BuildId: …)
 *
 *       Previous write of size 4 at 0x55… by thread T1:
 *         …
 *       Location is global 'funds' of size 4 at 0x55… (bank+0x4058)
 *     SUMMARY: …
 *
 * A line of two blanks is a heading, one of four is a frame of the stack below
 * the last heading. The program can write to the log as well, so nothing is
 * taken for granted: each line is read on its own, an unknown one is passed
 * over, every list has a limit.
 */
#include "engine/tsan_report.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/symbolizer.h"

enum { LINE_LIMIT = 1024, NAME_LIMIT = 200, FRAME_LIMIT = 64, LIST_LIMIT = 64, REPORT_LIMIT = 200 };

struct parser {
    struct symbolizer *symbols;
    struct tsan_report report;
    bool open;                /* inside a report */
    struct tsan_stack *stack; /* where frames go; NULL: nowhere */
    unsigned report_count;
    void (*found)(void *context, const struct tsan_report *report);
    void *context;
};

static void stack_free(struct tsan_stack *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->frames[i].function);
        free(s->frames[i].file);
        free(s->frames[i].module);
    }
    free(s->frames);
}

static void report_free(struct tsan_report *r)
{
    free(r->title);
    free(r->name);
    stack_free(&r->stack);
    stack_free(&r->second_stack);
    stack_free(&r->place_stack);
    stack_free(&r->sleep_stack);
    for (size_t i = 0; i < r->access_count; i++)
        stack_free(&r->accesses[i].stack);
    for (size_t i = 0; i < r->thread_count; i++)
        stack_free(&r->threads[i].stack);
    for (size_t i = 0; i < r->mutex_count; i++) {
        free(r->mutexes[i].name);
        stack_free(&r->mutexes[i].stack);
    }
    for (size_t i = 0; i < r->edge_count; i++) {
        stack_free(&r->edges[i].taken_at);
        stack_free(&r->edges[i].held_at);
    }
    free(r->threads);
    free(r->mutexes);
    free(r->edges);
    *r = (struct tsan_report){0};
}

/* If *p begins with `text`, steps over it. */
static bool skip(const char **p, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(*p, text, length))
        return false;
    *p += length;
    return true;
}

/* Reads a number and steps over it; too big a one becomes the greatest. */
static uint64_t number(const char **p)
{
    if (!isdigit((unsigned char)**p))
        return 0;
    char *end;
    uint64_t value = strtoull(*p, &end, **p == '0' && (*p)[1] == 'x' ? 16 : 10);
    *p = end;
    return value;
}

static int small_number(const char **p)
{
    uint64_t value = number(p);
    return value > INT_MAX ? INT_MAX : (int)value;
}

/* "main thread" or "thread T2". */
static int thread_number(const char **p)
{
    if (skip(p, "thread T"))
        return small_number(p);
    skip(p, "main thread");
    return 0;
}

static char *name_copy(const char *text, size_t length)
{
    return xstrndup(text, length < NAME_LIMIT ? length : NAME_LIMIT);
}

/* "(bank+0x4058)" at the end, perhaps before " (BuildId: …)": where it begins, or NULL. */
static const char *find_module(const char *text, size_t *length, uint64_t *offset)
{
    const char *build = strstr(text, " (BuildId: ");
    const char *end = build ? build : text + strlen(text);
    if (end == text || end[-1] != ')')
        return NULL;
    for (const char *p = end - 1; p > text; p--) {
        if (*p == '(')
            return NULL;
        if (strncmp(p, "+0x", 3))
            continue;
        const char *digits = p + 1;
        *offset = number(&digits);
        const char *open = p;
        while (open > text && *open != '(')
            open--;
        *length = (size_t)(p - open - 1);
        return *open == '(' && digits == end - 1 ? open : NULL;
    }
    return NULL;
}

/* Takes ":17" or ":17:5" (line, column) off the end of [text, *end). */
static int take_line(const char *text, const char **end)
{
    int line = 0;
    for (int part = 0; part < 2; part++) {
        const char *p = *end;
        while (p > text && isdigit((unsigned char)p[-1]))
            p--;
        if (p == *end || p <= text || p[-1] != ':')
            break;
        const char *digits = p;
        line = small_number(&digits);
        *end = p - 1;
    }
    return line;
}

static void parse_source(struct tsan_frame *f, const char *text, const char *end)
{
    f->line = take_line(text, &end);
    const char *name = end;
    while (name > text && name[-1] != '/')
        name--;
    if (end > name && strncmp(text, "<null>", 6))
        f->file = name_copy(name, (size_t)(end - name));
}

/* "#0 [0x55…] withdraw /src/bank.c:7 (bank+0x11cf)" */
static void parse_frame(struct parser *p, const char *text)
{
    if (!p->stack || p->stack->count >= FRAME_LIMIT || !skip(&text, "#"))
        return;
    struct tsan_frame *f = GROW(p->stack->frames, p->stack->count, p->stack->capacity);
    number(&text);
    skip(&text, " ");
    if (!strncmp(text, "0x", 2)) {
        f->pc = number(&text);
        skip(&text, " ");
    }
    size_t length;
    const char *end = find_module(text, &length, &f->offset);
    if (end) {
        const char *name = end + 1 + length; /* without its folder */
        while (name > end + 1 && name[-1] != '/')
            name--;
        f->module = name_copy(name, (size_t)(end + 1 + length - name));
    } else {
        end = text + strlen(text);
    }
    size_t function = strcspn(text, " ");
    if (text + function > end)
        function = (size_t)(end - text);
    if (function && strncmp(text, "<null>", 6))
        f->function = name_copy(text, function);
    text += function;
    while (*text == ' ' && text < end)
        text++;
    while (end > text && end[-1] == ' ')
        end--;
    parse_source(f, text, end);
}

/* "Previous atomic write of size 4 at 0x55… by thread T1 (mutexes: write M0, read M1):" */
static void head_access(struct parser *p, const char *text)
{
    struct tsan_report *r = &p->report;
    struct tsan_access a = {0};
    a.earlier = skip(&text, "Previous ");
    a.atomic = skip(&text, "atomic ") || skip(&text, "Atomic ");
    a.write = skip(&text, "write ") || skip(&text, "Write ");
    if ((!a.write && !skip(&text, "read ") && !skip(&text, "Read ")) || !skip(&text, "of size ") ||
        r->access_count == TSAN_ACCESS_LIMIT)
        return;
    a.size = small_number(&text);
    skip(&text, " at ");
    a.address = number(&text);
    skip(&text, " by ");
    a.thread = thread_number(&text);
    if (skip(&text, " (mutexes:"))
        while (a.mutex_count < TSAN_MUTEX_LIMIT && (text = strchr(text, 'M'))) {
            text++;
            a.mutexes[a.mutex_count++] = small_number(&text);
        }
    r->accesses[r->access_count] = a;
    p->stack = &r->accesses[r->access_count++].stack;
}

static void place_global(struct parser *p, const char *text)
{
    struct tsan_report *r = &p->report;
    const char *quote = strrchr(text, '\'');
    size_t length;
    /* The second one, for a stack, is an artefact: `global '<null>' … ([stack]+0x1fd4c)`. */
    const char *module = find_module(text, &length, &r->offset);
    if (!quote || r->place != PLACE_UNKNOWN || (module && module[1] == '['))
        return;
    r->place = PLACE_GLOBAL;
    if (strncmp(text, "<null>", 6))
        r->name = name_copy(text, (size_t)(quote - text));
    text = quote + 1;
    if (skip(&text, " of size "))
        r->size = number(&text);
}

static void place_heap(struct parser *p, const char *text)
{
    p->report.place = PLACE_HEAP;
    p->report.size = number(&text);
    const char *by = strstr(text, " by ");
    if (by) {
        by += 4;
        p->report.owner = thread_number(&by);
    }
    p->stack = &p->report.place_stack;
}

static void place_stack(struct parser *p, const char *text)
{
    p->report.place = PLACE_STACK;
    p->report.owner = thread_number(&text);
}

static void place_tls(struct parser *p, const char *text)
{
    p->report.place = PLACE_TLS;
    p->report.owner = thread_number(&text);
}

static void place_descriptor(struct parser *p, const char *text)
{
    p->report.place = PLACE_DESCRIPTOR;
    p->report.number = number(&text);
    p->stack = &p->report.place_stack;
}

static void head_location(struct parser *p, const char *text)
{
    static const struct {
        const char *prefix;
        void (*parse)(struct parser *p, const char *text);
    } places[] = {
        {"Location is global '", place_global},
        {"Location is heap block of size ", place_heap},
        {"Location is stack of ", place_stack},
        {"Location is TLS of ", place_tls},
        {"Location is file descriptor ", place_descriptor},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (skip(&text, places[i].prefix)) {
            places[i].parse(p, text);
            return;
        }
}

static struct tsan_mutex *add_mutex(struct tsan_report *r, int mutex)
{
    for (size_t i = 0; i < r->mutex_count; i++)
        if (r->mutexes[i].number == mutex)
            return &r->mutexes[i];
    if (r->mutex_count == LIST_LIMIT)
        return NULL;
    struct tsan_mutex *m = GROW(r->mutexes, r->mutex_count, r->mutex_capacity);
    m->number = mutex;
    return m;
}

/* "… acquired here while holding mutex M0 in thread T1:" begins a step of a cycle. */
static void head_edge(struct parser *p, int taken, const char *text)
{
    struct tsan_report *r = &p->report;
    if (r->edge_count == LIST_LIMIT)
        return;
    struct tsan_edge *e = GROW(r->edges, r->edge_count, r->edge_capacity);
    e->taken = taken;
    e->held = small_number(&text);
    if (skip(&text, " in "))
        e->thread = thread_number(&text);
    p->stack = &e->taken_at;
}

/* "Cycle in lock order graph: M0 (0x56…) => M1 (0x57…) => M0": tells where each lock is. */
static void head_cycle(struct parser *p, const char *text)
{
    while ((text = strchr(text, 'M'))) {
        text++;
        struct tsan_mutex *m = add_mutex(&p->report, small_number(&text));
        if (m && skip(&text, " ("))
            m->address = number(&text);
    }
}

static void head_mutex(struct parser *p, const char *text)
{
    struct tsan_report *r = &p->report;
    skip(&text, "Mutex M");
    int mutex = small_number(&text);
    if (skip(&text, " acquired here while holding mutex M")) {
        head_edge(p, mutex, text);
    } else if (skip(&text, " previously acquired by the same thread here")) {
        p->stack = r->edge_count ? &r->edges[r->edge_count - 1].held_at : NULL;
    } else {
        struct tsan_mutex *m = add_mutex(r, mutex);
        if (m && skip(&text, " ("))
            m->address = number(&text);
        p->stack = m && !m->stack.count ? &m->stack : NULL;
    }
}

/* "Thread T1 'name' (tid=9, running) created by main thread at:" */
static void head_thread(struct parser *p, const char *text)
{
    struct tsan_report *r = &p->report;
    if (r->thread_count == LIST_LIMIT)
        return;
    struct tsan_thread *t = GROW(r->threads, r->thread_count, r->thread_capacity);
    skip(&text, "Thread T");
    t->number = small_number(&text);
    t->running = strstr(text, ", running)") != NULL;
    const char *by = strstr(text, " created by ");
    if (by) {
        by += strlen(" created by ");
        t->creator = thread_number(&by);
    }
    p->stack = &t->stack;
}

static void head_sleep(struct parser *p, const char *text)
{
    (void)text;
    p->report.slept = true;
    p->stack = p->report.sleep_stack.count ? NULL : &p->report.sleep_stack;
}

static void head_and(struct parser *p, const char *text)
{
    (void)text;
    p->stack = p->report.second_stack.count ? NULL : &p->report.second_stack;
}

static void head_similar(struct parser *p, const char *text)
{
    skip(&text, "And ");
    p->report.similar = (unsigned)small_number(&text);
}

static const struct {
    const char *prefix;
    void (*parse)(struct parser *p, const char *text); /* gets the whole heading */
} headings[] = {
    {"Read ", head_access},
    {"Write ", head_access},
    {"Previous ", head_access},
    {"Atomic ", head_access},
    {"Location is ", head_location},
    {"Mutex M", head_mutex},
    {"Cycle in lock order graph", head_cycle},
    {"Thread T", head_thread},
    {"As if synchronized via sleep", head_sleep},
    {"and:", head_and},
    {"And ", head_similar},
};

static void parse_heading(struct parser *p, const char *text)
{
    p->stack = NULL;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (!strncmp(text, headings[i].prefix, strlen(headings[i].prefix))) {
            headings[i].parse(p, text);
            return;
        }
}

/* Puts what `symbols` tell of one address in its frame's place: several frames where code was
 * inlined. */
static void add_resolved(struct tsan_stack *out, struct tsan_frame *frame, struct symbol *symbols,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct tsan_frame *f = GROW(out->frames, out->count, out->capacity);
        *f = (struct tsan_frame){.function = symbols[i].function,
                                 .file = symbols[i].file,
                                 .line = symbols[i].line,
                                 .module = xstrdup(frame->module),
                                 .offset = frame->offset,
                                 .pc = frame->pc};
    }
    free(frame->module);
    free(frame->file);
}

static void resolve_stack(struct parser *p, struct tsan_stack *s)
{
    enum { INLINE_LIMIT = 8 };
    struct tsan_stack resolved = {0};
    for (size_t i = 0; p->symbols && i < s->count; i++) {
        struct tsan_frame *f = &s->frames[i];
        struct symbol symbols[INLINE_LIMIT];
        size_t count = 0;
        if (!f->function && f->module)
            count = symbolizer_code(p->symbols, f->module, f->offset, symbols, INLINE_LIMIT);
        if (count)
            add_resolved(&resolved, f, symbols, count);
        else
            *GROW(resolved.frames, resolved.count, resolved.capacity) = *f;
    }
    if (!p->symbols)
        return;
    free(s->frames);
    *s = resolved;
}

/* Where the executable was loaded, from a frame that tells both its address and its offset. */
static uint64_t load_address(const struct tsan_stack *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct tsan_frame *f = &s->frames[i];
        if (f->pc > f->offset && f->module && !strstr(f->module, ".so"))
            return (f->pc - f->offset) & ~UINT64_C(0xfff);
    }
    return 0;
}

static uint64_t report_load_address(const struct tsan_report *r)
{
    uint64_t base = load_address(&r->stack);
    for (size_t i = 0; !base && i < r->access_count; i++)
        base = load_address(&r->accesses[i].stack);
    for (size_t i = 0; !base && i < r->edge_count; i++)
        base = load_address(&r->edges[i].taken_at);
    for (size_t i = 0; !base && i < r->thread_count; i++)
        base = load_address(&r->threads[i].stack);
    return base;
}

/* Global variables and locks by their names in the source. */
static void resolve_names(struct parser *p)
{
    struct tsan_report *r = &p->report;
    uint64_t base = p->symbols ? report_load_address(r) : 0;
    for (size_t i = 0; base && i < r->mutex_count; i++)
        if (r->mutexes[i].address > base)
            r->mutexes[i].name = symbolizer_variable(p->symbols, r->mutexes[i].address - base);
    if (!p->symbols || r->place != PLACE_GLOBAL || r->name)
        return;
    r->name = symbolizer_variable(p->symbols, r->offset);
}

static void resolve(struct parser *p)
{
    struct tsan_report *r = &p->report;
    resolve_stack(p, &r->stack);
    resolve_stack(p, &r->second_stack);
    resolve_stack(p, &r->place_stack);
    resolve_stack(p, &r->sleep_stack);
    for (size_t i = 0; i < r->access_count; i++)
        resolve_stack(p, &r->accesses[i].stack);
    for (size_t i = 0; i < r->thread_count; i++)
        resolve_stack(p, &r->threads[i].stack);
    for (size_t i = 0; i < r->mutex_count; i++)
        resolve_stack(p, &r->mutexes[i].stack);
    for (size_t i = 0; i < r->edge_count; i++) {
        resolve_stack(p, &r->edges[i].taken_at);
        resolve_stack(p, &r->edges[i].held_at);
    }
    resolve_names(p);
}

static void finish(struct parser *p)
{
    if (p->open && p->report_count++ < REPORT_LIMIT) {
        resolve(p);
        p->found(p->context, &p->report);
    }
    report_free(&p->report);
    p->open = false;
    p->stack = NULL;
}

/* "WARNING: ThreadSanitizer: data race (pid=9)", "==9==ERROR: ThreadSanitizer: SEGV on …" */
static bool begin(struct parser *p, const char *text)
{
    if (skip(&text, "==") && number(&text))
        skip(&text, "==");
    bool is_error = skip(&text, "ERROR: ThreadSanitizer: ");
    if (!is_error && !skip(&text, "WARNING: ThreadSanitizer: "))
        return false;
    finish(p);
    const char *pid = strstr(text, " (pid=");
    p->report.title = name_copy(text, pid ? (size_t)(pid - text) : strlen(text));
    p->report.is_error = is_error;
    p->open = true;
    p->stack = &p->report.stack;
    return true;
}

static void parse_line(struct parser *p, const char *line)
{
    if (begin(p, line) || !p->open)
        return;
    if (!strncmp(line, "SUMMARY: ", 9) || !strncmp(line, "======", 6))
        finish(p);
    else if (!strncmp(line, "    ", 4))
        parse_frame(p, line + 4);
    else if (!strncmp(line, "  ", 2))
        parse_heading(p, line + 2);
}

/* Copies the line at *text, cut at the limit, and steps to the next; false at the end. */
static bool next_line(const char **text, char line[LINE_LIMIT])
{
    if (!**text)
        return false;
    size_t length = strcspn(*text, "\n");
    size_t kept = length < LINE_LIMIT - 1 ? length : LINE_LIMIT - 1;
    memcpy(line, *text, kept);
    while (kept && isspace((unsigned char)line[kept - 1]))
        kept--;
    line[kept] = '\0';
    *text += length + ((*text)[length] == '\n');
    return true;
}

void tsan_read_reports(const char *log, struct symbolizer *symbols,
                       void (*found)(void *context, const struct tsan_report *report),
                       void *context)
{
    struct parser p = {.symbols = symbols, .found = found, .context = context};
    char line[LINE_LIMIT];
    while (next_line(&log, line))
        parse_line(&p, line);
    finish(&p);
}

char *tsan_own_trouble(const char *log)
{
    static const char *const signs[] = {
        "FATAL: ThreadSanitizer",
        "ThreadSanitizer: CHECK failed",
        "ThreadSanitizer CHECK failed",
        "ThreadSanitizer failed to ",
        "ThreadSanitizer: failed to ",
        "ThreadSanitizer: Thread limit",
        "ThreadSanitizer: starting new threads after multi-threaded fork",
        "ERROR: Failed to mmap",
        "ThreadSanitizer is not supported",
        "ThreadSanitizer can not be initialized",
    };
    char line[LINE_LIMIT];
    while (next_line(&log, line))
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (strstr(line, signs[i]))
                return xstrdup(line);
    return NULL;
}
