/* `events`: names and their patterns, which are compiled here to know their captures. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/reader.h"

enum { PATTERN_BYTES_MAX = 4096, PARENTHESES_MAX = 100 };

static void free_code(pcre2_code **code)
{
    pcre2_code_free(*code);
}

static void free_context(pcre2_compile_context **context)
{
    pcre2_compile_context_free(*context);
}

/* Characters, not bytes: that is how columns are counted. */
static size_t characters(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

/* At the very character, where the scalar stands in the file as it is meant. */
static void pattern_mistake(struct reader *r, const yaml_node_t *node, const char *pattern,
                            size_t offset, const char *reason)
{
    yaml_scalar_style_t style = node->data.scalar.style;
    size_t at = characters(pattern, offset);
    size_t quote = style == YAML_SINGLE_QUOTED_SCALAR_STYLE;
    bool verbatim = node->start_mark.line == node->end_mark.line && !strchr(pattern, '\'') &&
                    (quote || style == YAML_PLAIN_SCALAR_STYLE);
    size_t column = node->start_mark.column + 1 + (verbatim ? at + quote : 0);
    mistakes_add(r->mistakes, r->file, (int)node->start_mark.line + 1, (int)column,
                 "the pattern is not well-formed at its character %zu: %s", at + 1, reason);
}

static char **capture_names(const pcre2_code *code)
{
    uint32_t count = 0, entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    char **names = xcalloc((size_t)count + 1, sizeof *names);
    for (uint32_t i = 0; i < count; i++)
        names[i] = xstrdup((const char *)table + (size_t)i * entry_size + 2);
    return names;
}

/* NULL after noting what is wrong. */
static char **compile_pattern(struct reader *r, const yaml_node_t *node, const char *pattern)
{
    size_t length = strlen(pattern);
    if (length > PATTERN_BYTES_MAX) {
        reader_mistake(r, node, "a pattern of %zu bytes; expected at most %d", length,
                       PATTERN_BYTES_MAX);
        return NULL;
    }
    cleanup_with(free_context) pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) {
        reader_mistake(r, node, "no memory to compile the pattern");
        return NULL;
    }
    pcre2_set_parens_nest_limit(context, PARENTHESES_MAX);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    int number;
    PCRE2_SIZE offset;
    cleanup_with(free_code) pcre2_code *code =
        /* as the judge compiles it */ pcre2_compile(
            (PCRE2_SPTR)pattern, length, PCRE2_DOLLAR_ENDONLY, &number, &offset, context);
    if (code)
        return capture_names(code);
    PCRE2_UCHAR reason[256];
    pcre2_get_error_message(number, reason, sizeof reason);
    pattern_mistake(r, node, pattern, offset < length ? offset : length, (const char *)reason);
    return NULL;
}

static void read_event(struct reader *r, yaml_node_t *key, yaml_node_t *value)
{
    cleanup_free char *name = reader_name(r, key, "the name of an event");
    cleanup_free char *pattern = reader_line(r, value, "a pattern (PCRE2)");
    if (name && (strcmp(name, "join") == 0 || strcmp(name, "none") == 0)) {
        reader_mistake(r, key, "an event cannot be called `%s`: the word has a meaning in checks",
                       name);
        return;
    }
    char **captures = pattern ? compile_pattern(r, value, pattern) : NULL;
    if (!name) {
        free_strings(captures);
        return;
    }
    /* An event whose pattern is wrong is still an event: checks may name it. */
    struct spec_event *event = GROW(r->spec->events, r->spec->event_count, r->spec->event_capacity);
    event->name = steal_ptr(name);
    event->pattern = steal_ptr(pattern);
    GROW(r->captures, r->capture_count, r->capture_capacity)->names = captures;
}

void read_events(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    yaml_node_pair_t *pairs;
    size_t count;
    (void)key;
    (void)object;
    if (reader_pairs(r, value, "a mapping of names of events to patterns", &pairs, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (!reader_is_double(r, pairs, i))
            read_event(r, reader_node(r, pairs[i].key), reader_node(r, pairs[i].value));
}
