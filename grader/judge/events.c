/*
 * Lines become events. Lines are bytes, not text in any encoding: a program may
 * print what it likes. Patterns are the author's and lines the submission's, so
 * every match has a limit: at the limit the line simply matches nothing.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "judge/judging.h"

#define MATCH_LIMIT    100000
#define HEAP_LIMIT_KIB 20000

struct event_type {
    pcre2_code *code;
    pcre2_match_data *match;
    char **captures; /* owned; names of the named groups */
    uint32_t *groups;
    size_t capture_count;
};

struct event_types {
    struct event_type *items;
    size_t count;
    pcre2_match_context *limits;
};

/* The table of names that PCRE2 keeps: each entry is the group's number in two bytes, then the
 * name. */
static void read_captures(struct event_type *type)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(type->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(type->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(type->code, PCRE2_INFO_NAMETABLE, &table);
    type->captures = xcalloc(count + 1, sizeof *type->captures);
    type->groups = xcalloc(count, sizeof *type->groups);
    type->capture_count = count;
    for (uint32_t i = 0; i < count; i++, table += size) {
        type->groups[i] = (uint32_t)table[0] << 8 | table[1];
        type->captures[i] = xstrdup((const char *)table + 2);
    }
}

static int compile_type(const struct spec_event *event, struct event_type *type, struct error *err)
{
    int code = 0;
    size_t offset = 0;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    type->code = pcre2_compile((PCRE2_SPTR)event->pattern, PCRE2_ZERO_TERMINATED,
                               PCRE2_DOLLAR_ENDONLY, &code, &offset, context);
    pcre2_compile_context_free(context);
    if (!type->code) {
        char text[160] = "";
        pcre2_get_error_message(code, (PCRE2_UCHAR *)text, sizeof text);
        return error_set(err, ERROR_USAGE, "event %s: pattern '%s': at character %zu: %s",
                         event->name, event->pattern, offset + 1, text);
    }
    pcre2_jit_compile(type->code, PCRE2_JIT_COMPLETE); /* without it matching is only slower */
    type->match = pcre2_match_data_create_from_pattern(type->code, NULL);
    read_captures(type);
    return 0;
}

struct event_types *event_types_compile(const struct spec *spec, struct error *err)
{
    struct event_types *types = xcalloc(1, sizeof *types);
    types->items = xcalloc(spec->event_count, sizeof *types->items);
    types->count = spec->event_count;
    types->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(types->limits, MATCH_LIMIT);
    pcre2_set_heap_limit(types->limits, HEAP_LIMIT_KIB);
    for (size_t i = 0; i < spec->event_count; i++) {
        if (compile_type(&spec->events[i], &types->items[i], err) < 0) {
            event_types_free(types);
            return NULL;
        }
    }
    return types;
}

void event_types_free(struct event_types *types)
{
    if (!types)
        return;
    for (size_t i = 0; i < types->count; i++) {
        struct event_type *type = &types->items[i];
        pcre2_match_data_free(type->match);
        pcre2_code_free(type->code);
        free_strings(type->captures);
        free(type->groups);
    }
    pcre2_match_context_free(types->limits);
    free(types->items);
    free(types);
}

static int match_one(struct event_types *types, struct event_type *type, const char *text,
                     size_t size)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)text;
    int found = pcre2_match(type->code, subject, size, 0, 0, type->match, types->limits);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = pcre2_match(type->code, subject, size, 0, PCRE2_NO_JIT, type->match, types->limits);
    return found;
}

int event_types_match(struct event_types *types, const char *text, size_t size)
{
    for (size_t i = 0; i < types->count; i++)
        if (match_one(types, &types->items[i], text, size) > 0)
            return (int)i;
    return -1;
}

int event_types_capture(const struct event_types *types, int type, const char *name)
{
    const struct event_type *t = &types->items[type];
    for (size_t i = 0; name && i < t->capture_count; i++)
        if (strcmp(t->captures[i], name) == 0)
            return (int)i;
    return -1;
}

const char *const *event_types_captures(const struct event_types *types, int type, size_t *count)
{
    *count = types->items[type].capture_count;
    return (const char *const *)types->items[type].captures;
}

/* Copies the captures of the match just made. */
static void copy_values(const struct event_type *type, struct judge_line *line)
{
    line->value_count = type->capture_count;
    line->values = xcalloc(type->capture_count, sizeof *line->values);
    line->sizes = xcalloc(type->capture_count, sizeof *line->sizes);
    const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(type->match);
    for (size_t i = 0; i < type->capture_count; i++) {
        PCRE2_SIZE from = bounds[2 * type->groups[i]], to = bounds[2 * type->groups[i] + 1];
        if (from == PCRE2_UNSET || to < from)
            continue;
        line->sizes[i] = to - from;
        line->values[i] = xmalloc(to - from + 1);
        memcpy(line->values[i], line->at->text + from, to - from);
        line->values[i][to - from] = '\0';
    }
}

void judge_run_read(struct event_types *types, const struct judged_run *from, struct judge_run *out)
{
    *out = (struct judge_run){.engine = from->engine, .late = from->late, .trace = from->trace};
    for (size_t i = 0; i < from->trace->event_count; i++) {
        const struct trace_event *e = &from->trace->events[i];
        if (e->kind != TRACE_LINE || (e->no_newline && from->trace->lines_only))
            continue;
        struct judge_line *line = GROW(out->lines, out->line_count, out->line_capacity);
        line->at = e;
        line->index = out->line_count - 1;
        line->type = e->no_newline ? -1 : event_types_match(types, e->text, e->size);
        if (line->type < 0)
            continue;
        copy_values(&types->items[line->type], line);
        out->matched++;
    }
}

void judge_run_free(struct judge_run *run)
{
    for (size_t i = 0; i < run->line_count; i++) {
        struct judge_line *line = &run->lines[i];
        for (size_t k = 0; k < line->value_count; k++)
            free(line->values[k]);
        free(line->values);
        free(line->sizes);
    }
    free(run->lines);
    *run = (struct judge_run){0};
}

const char *judge_line_value(const struct judge_line *line, int capture, size_t *size)
{
    bool given = capture >= 0 && line->values[capture];
    *size = given ? line->sizes[capture] : 0;
    return given ? line->values[capture] : "";
}

void line_list_add_type(struct line_list *list, const struct judge_run *run, int type)
{
    for (size_t i = 0; i < run->line_count; i++)
        if (run->lines[i].type == type)
            *GROW(list->items, list->count, list->capacity) = &run->lines[i];
}

void line_list_free(struct line_list *list)
{
    free(list->items);
    *list = (struct line_list){0};
}
