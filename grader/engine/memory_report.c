/*
 * Reads the reports line by line:
 *
 *     ==9==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60… at pc 0x55… bp … sp …
 *     WRITE of size 6 at 0x60… thread T1
 *         #0 0x7f… (/lib/x86_64-linux-gnu/libasan.so.8+0x48060)
 *         #1 0x55… (/program/cart+0x1a37)
 *
 *     0x60… is located 0 bytes to the right of 5-byte region [0x60…,0x60…)
 *     allocated by thread T1 here:
 *         #0 …
 *     SUMMARY: …
 *
 *     cart.c:9:55: runtime error: index 4 out of bounds for type 'int [4]'
 *
 * The program can write to the log as well, so nothing is taken for granted:
 * each line is read on its own, an unknown one is passed over.
 */
#include "engine/memory_report.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/symbolizer.h"

enum { LINE_LIMIT = 1024, NAME_LIMIT = 100, REPORT_LIMIT = 20, INLINE_LIMIT = 8 };

/* The innermost line of the student's own file in a stack. */
struct place {
    char *function; /* owned; NULL: the stack has no line of the student's */
    int line;
    int thread; /* as the detector counts; -1: not told */
};

enum section { SECTION_NONE, SECTION_ACCESS, SECTION_FREED, SECTION_ALLOCATED };

struct report {
    char title[NAME_LIMIT]; /* "heap-buffer-overflow"; empty: no report is open */
    char variable[NAME_LIMIT];
    bool write;
    long size;                 /* of the access; 0: not told */
    long distance, block_size; /* -1: not told */
    bool before;               /* the access was before the block, else behind it */
    struct place access, freed, allocated;
    enum section section;
};

struct parser {
    struct symbolizer *symbols;
    const char *source_name;
    struct trace *trace;
    struct report report;
    unsigned count;
};

/* What each title means, and what to look at. */
static const struct explanation {
    const char *title, *what, *advice;
} explanations[] = {
    {"heap-buffer-overflow", "outside a block that malloc gave",
     "Check how much was asked for: a text of n characters needs n + 1 bytes, since a '\\0' stands "
     "at its end, and n things of a type need n * sizeof of it."},
    {"stack-buffer-overflow", "outside a local array",
     "Check the size of the array against the longest name and the largest number of arguments "
     "that the statement allows; a text needs one more byte for the '\\0' at its end."},
    {"stack-buffer-underflow", "before the start of a local array",
     "Look at how the index is computed: can it be negative?"},
    {"dynamic-stack-buffer-overflow", "outside a local array whose length is computed",
     "Check the length, also for no arguments at all."},
    {"global-buffer-overflow", "outside a global array",
     "Check the size of the array against the longest name and the largest number of arguments "
     "that the statement allows; a text needs one more byte for the '\\0' at its end."},
    {"heap-use-after-free", "memory that had been given back with free before",
     "Free a block only when nobody uses it any more: what a thread was given is freed by that "
     "thread at its end, or by main after the join."},
    {"stack-use-after-return", "a local variable of a function that had returned already",
     "A local variable is gone when its function returns. What a thread is given must live as long "
     "as the thread: take it from malloc, or make an array in main that lives until the join."},
    {"stack-use-after-scope", "a local variable whose block had ended already",
     "A variable that is declared inside a loop or block is gone at the closing brace. Declare it "
     "outside, or give each thread memory of its own."},
    {"attempting double-free", "memory that had been given back with free before",
     "Each block is freed once. Decide who frees it: the one who made it, or the thread that got "
     "it."},
    {"attempting free on address which was not malloc", "an address that malloc did not give",
     "free takes only what malloc, calloc, realloc or strdup gave, and its very start: not a "
     "string in quotes, not an array, not a pointer that was moved on."},
    {"memcpy-param-overlap", "two places that overlap", "Use memmove where they may overlap."},
    {"strcpy-param-overlap", "two places that overlap", "Use memmove where they may overlap."},
    {"negative-size-param", "a negative number of bytes",
     "Look at how the number of bytes is computed: a difference of pointers may be negative."},
    {"", "memory that it may not use", "Look at every index and pointer in this line."},
};

static const struct explanation *explanation_of(const char *title)
{
    const struct explanation *e = explanations;
    while (*e->title && strncmp(title, e->title, strlen(e->title)) != 0)
        e++;
    return e;
}

static void report_clear(struct report *r)
{
    free(r->access.function);
    free(r->freed.function);
    free(r->allocated.function);
    *r = (struct report){.distance = -1, .block_size = -1};
    r->access.thread = r->freed.thread = r->allocated.thread = -1;
}

/* ---- telling it */

/* The detector counts threads as they are made; so does the trace, where all are in one process. */
static const char *thread_name(const struct trace *t, int thread)
{
    int seen = 0;
    for (size_t i = 0; i < t->task_count && thread > 0; i++) {
        if (t->tasks[i].type == TASK_PROCESS)
            return NULL;
        if (t->tasks[i].type == TASK_THREAD && !t->tasks[i].service && ++seen == thread)
            return trace_task_name(t, (int)i);
    }
    return thread == 0 ? "the main thread" : NULL;
}

static void add_place(struct buffer *b, const struct parser *p, const char *before,
                      const struct place *place)
{
    if (!place->function && place->thread < 0)
        return;
    const char *thread = thread_name(p->trace, place->thread);
    buffer_puts(b, before);
    if (place->function && place->line > 0)
        buffer_printf(b, " in %s (%s:%d)", place->function, p->source_name, place->line);
    else if (place->function)
        buffer_printf(b, " in %s", place->function);
    if (thread)
        buffer_printf(b, " by %s", thread);
}

static void add_access(struct buffer *b, const struct report *r)
{
    const struct explanation *e = explanation_of(r->title);
    const char *preposition = strncmp(e->what, "outside ", 8) == 0 ? "" : r->write ? "to " : "of ";
    if (strncmp(r->title, "attempting", 10) == 0)
        buffer_printf(b, "The program called free with %s", e->what);
    else if (r->size > 0)
        buffer_printf(b, "The program %s %ld byte%s %s%s", r->write ? "wrote" : "read", r->size,
                      r->size == 1 ? "" : "s", preposition, e->what);
    else
        buffer_printf(b, "The program used %s", e->what);
    if (*r->variable)
        buffer_printf(b, ", `%s`", r->variable);
    if (r->distance >= 0 && r->block_size >= 0 && strstr(r->title, "overflow"))
        buffer_printf(b, " (%ld byte%s %s its %ld)", r->distance + (r->before ? 0 : 1),
                      r->distance + (r->before ? 0 : 1) == 1 ? "" : "s",
                      r->before ? "before" : "behind the end of", r->block_size);
}

static char *explain(const struct parser *p)
{
    const struct report *r = &p->report;
    struct buffer b = {0};
    add_access(&b, r);
    add_place(&b, p, ":", &r->access);
    buffer_puts(&b, ".");
    if (r->allocated.function) {
        add_place(&b, p, " The block was made", &r->allocated);
        buffer_puts(&b, ".");
    }
    if (r->freed.function) {
        add_place(&b, p, " It was freed", &r->freed);
        buffer_puts(&b, ".");
    }
    buffer_printf(&b,
                  " With luck such a program seems to work, since nothing of value lies there; "
                  "here the memory checker (AddressSanitizer) watched every access. %s",
                  explanation_of(r->title)->advice);
    return buffer_take(&b);
}

static bool is_told(const struct trace *t, const char *code, const char *message)
{
    for (size_t i = 0; i < t->finding_count; i++)
        if (strcmp(t->findings[i].code, code) == 0 && strcmp(t->findings[i].message, message) == 0)
            return true;
    return false;
}

static struct finding *add_finding(struct parser *p, const char *code, const char *message)
{
    if (p->count >= REPORT_LIMIT || is_told(p->trace, code, message))
        return NULL;
    p->count++;
    return trace_add_finding(p->trace, KIND_MEMORY, code, message);
}

static void finish(struct parser *p)
{
    struct report *r = &p->report;
    if (*r->title) {
        cleanup_free char *message = explain(p);
        struct finding *f = add_finding(p, r->title, message);
        const struct place *places[] = {&r->access, &r->freed, &r->allocated};
        for (size_t i = 0; f && i < sizeof places / sizeof *places; i++)
            if (places[i]->function && places[i]->line > 0)
                finding_add_location(f, p->source_name, places[i]->line, places[i]->function);
    }
    report_clear(r);
}

/* ---- reading it */

static bool skip(const char **p, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(*p, text, length) != 0)
        return false;
    *p += length;
    return true;
}

static long number(const char **p)
{
    char *end = NULL;
    if (!isdigit((unsigned char)**p))
        return -1;
    long value = strtol(*p, &end, 10);
    *p = end;
    return value;
}

static int thread_in(const char *text)
{
    const char *at = strstr(text, "thread T");
    if (!at)
        return -1;
    at += strlen("thread T");
    long value = number(&at);
    return value > INT_MAX ? -1 : (int)value;
}

static void copy_name(char to[NAME_LIMIT], const char *from, size_t length)
{
    size_t kept = length < NAME_LIMIT - 1 ? length : NAME_LIMIT - 1;
    memcpy(to, from, kept);
    to[kept] = '\0';
}

/* "==9==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60…": what is behind the second
 * colon; NULL: another line. */
static const char *opens_report(const char *line)
{
    static const char sign[] = "ERROR: AddressSanitizer: ";
    const char *text = strncmp(line, "==", 2) == 0 ? strstr(line, sign) : NULL;
    return text ? text + sizeof sign - 1 : NULL;
}

static bool begin(struct parser *p, const char *line)
{
    const char *text = opens_report(line);
    if (!text)
        return false;
    finish(p);
    const char *stops[] = {" on address 0x", " on 0x", ": ", " (", "()", ":"};
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        const char *stop = strstr(text, stops[i]);
        if (stop && (size_t)(stop - text) < length)
            length = (size_t)(stop - text);
    }
    copy_name(p->report.title, text, length);
    p->report.access.thread = thread_in(line);
    p->report.section = SECTION_ACCESS;
    return true;
}

static struct place *current_place(struct report *r)
{
    switch (r->section) {
    case SECTION_ACCESS:
        return &r->access;
    case SECTION_FREED:
        return &r->freed;
    case SECTION_ALLOCATED:
        return &r->allocated;
    default:
        return NULL;
    }
}

/* Keeps the first function of the student's file among those at one address. */
static void take_symbols(struct parser *p, struct place *place, struct symbol *symbols,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct symbol *s = &symbols[i];
        if (!place->function && s->file && strcmp(s->file, p->source_name) == 0) {
            place->function = xstrdup(s->function ? s->function : "the program");
            place->line = s->line;
        }
        symbol_free(s);
    }
}

/* "#1 0x55… (/program/cart+0x1a37)", perhaps with a name before and a BuildId behind. */
static void parse_frame(struct parser *p, const char *text)
{
    struct place *place = current_place(&p->report);
    const char *open = strchr(text, '(');
    const char *plus = open ? strstr(open, "+0x") : NULL;
    const char *close = plus ? strchr(plus, ')') : NULL;
    if (!place || place->function || !close || !p->symbols)
        return;
    cleanup_free char *module = xstrndup(open + 1, (size_t)(plus - open - 1));
    const char *slash = strrchr(module, '/');
    struct symbol symbols[INLINE_LIMIT];
    if (strstr(module, ".so"))
        return;
    size_t count = symbolizer_code(p->symbols, slash ? slash + 1 : module,
                                   strtoull(plus + 1, NULL, 16), symbols, INLINE_LIMIT);
    take_symbols(p, place, symbols, count);
}

/* "0x60… is located 0 bytes to the right of 5-byte region" or "… of global variable 'x' … of size
 * 4". */
static void parse_distance(struct report *r, const char *line)
{
    const char *at = strstr(line, " is located ");
    at += strlen(" is located ");
    r->distance = number(&at);
    r->before = strstr(at, " to the left of ") || strstr(at, " before ");
    const char *region = strstr(at, "-byte region");
    const char *size = strstr(at, " of size ");
    const char *quote = strstr(at, "variable '");
    if (region) {
        while (region > at && isdigit((unsigned char)region[-1]))
            region--;
        r->block_size = number(&region);
    } else if (size) {
        size += strlen(" of size ");
        r->block_size = number(&size);
    }
    if (quote && !*r->variable) {
        quote += strlen("variable '");
        copy_name(r->variable, quote, strcspn(quote, "'"));
    }
}

/* "    [32, 36) 'arr' (line 9) <== Memory access at offset 44 overflows this variable" */
static void parse_local(struct report *r, const char *line)
{
    const char *open = strchr(line, '\'');
    const char *end = open ? strchr(open + 1, '\'') : NULL;
    if (end && strstr(end, "<== Memory access"))
        copy_name(r->variable, open + 1, (size_t)(end - open - 1));
}

static void parse_detail(struct report *r, const char *line)
{
    const char *text = line;
    bool write = skip(&text, "WRITE of size ");
    if (write || skip(&text, "READ of size ")) {
        r->write = write;
        r->size = number(&text);
        r->access.thread = thread_in(text);
        r->section = SECTION_ACCESS;
    } else if (strncmp(line, "freed by thread", 15) == 0) {
        r->section = SECTION_FREED;
        r->freed.thread = thread_in(line);
    } else if (strstr(line, "allocated by thread")) {
        r->section = SECTION_ALLOCATED;
        r->allocated.thread = thread_in(line);
    } else if (strstr(line, " is located in stack of ")) {
        r->section = SECTION_NONE;
    } else if (strstr(line, " is located ")) {
        r->section = SECTION_NONE;
        parse_distance(r, line);
    } else if (strncmp(line, "    [", 5) == 0) {
        parse_local(r, line);
    } else if (strncmp(line, "Thread T", 8) == 0) {
        r->section = SECTION_NONE;
    }
}

/* What of undefined behaviour damages memory or ends the program; the rest is a note. */
static const struct {
    const char *sign, *advice;
} counted[] = {
    {"out of bounds", "An array of n elements has the indices 0 to n - 1."},
    {"null pointer of type", "A pointer is used that points nowhere: was it set, and did malloc or "
                             "strchr find what it was asked for?"},
    {"access within null pointer", "A pointer is used that points nowhere: was it set?"},
    {"insufficient space", "What the pointer points to is smaller than what is read or written."},
    {"division by zero", "Check the divisor before, also for no arguments at all."},
    {"variable length array bound", "The length of an array must be at least 1: with no arguments "
                                    "it is 0 here."},
};

/* "cart.c:9:55: runtime error: index 4 out of bounds for type 'int [4]'" */
static bool parse_undefined(struct parser *p, const char *line)
{
    static const char sign[] = ": runtime error: ";
    const char *at = strstr(line, sign);
    const char *colon = strchr(line, ':');
    if (!at || !colon || colon >= at)
        return false;
    const char *what = at + sizeof sign - 1;
    const char *digits = colon + 1;
    long number_of_line = number(&digits);
    const char *advice = NULL;
    for (size_t i = 0; i < sizeof counted / sizeof *counted && !advice; i++)
        if (strstr(what, counted[i].sign) && !strstr(what, "passed as argument"))
            advice = counted[i].advice;
    cleanup_free char *message = xasprintf(
        "In line %ld the program does what C leaves undefined, so anything may happen: %.200s.%s%s",
        number_of_line, what, advice ? " " : "", advice ? advice : "");
    struct finding *f = add_finding(p, "undefined-behaviour", message);
    if (f) {
        f->is_note = !advice;
        finding_add_location(f, p->source_name, number_of_line > 0 ? (int)number_of_line : 0, NULL);
    }
    return true;
}

static void parse_line(struct parser *p, const char *line)
{
    if (begin(p, line) || parse_undefined(p, line) || !*p->report.title)
        return;
    const char *text = line + strspn(line, " ");
    if (strncmp(line, "SUMMARY: ", 9) == 0)
        finish(p);
    else if (*text == '#')
        parse_frame(p, text);
    else
        parse_detail(&p->report, line);
}

/* Copies the line at *text, cut at the limit, and steps to the next; false at the end. */
static bool next_line(const char **text, char line[LINE_LIMIT])
{
    if (!**text)
        return false;
    size_t length = strcspn(*text, "\n");
    size_t kept = length < LINE_LIMIT - 1 ? length : LINE_LIMIT - 1;
    memcpy(line, *text, kept);
    line[kept] = '\0';
    *text += length + ((*text)[length] == '\n');
    return true;
}

void memory_parse_reports(const char *log, const char *source_name, struct symbolizer *symbols,
                          struct trace *t)
{
    struct parser p = {.symbols = symbols, .source_name = source_name, .trace = t};
    char line[LINE_LIMIT];
    report_clear(&p.report);
    while (next_line(&log, line))
        parse_line(&p, line);
    finish(&p);
}

char *memory_own_trouble(const char *log)
{
    static const char *const signs[] = {
        "AddressSanitizer: CHECK failed",  "AddressSanitizer CHECK failed",
        "AddressSanitizer failed to ",     "ERROR: Failed to mmap",
        "Shadow memory range interleaves", "ASan runtime does not come first",
    };
    char line[LINE_LIMIT];
    while (next_line(&log, line) && !opens_report(line))
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (strstr(line, signs[i]))
                return xstrdup(line);
    return NULL;
}
