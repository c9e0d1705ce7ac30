#include "spec/reader.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/lua_state.h"
#include "spec/nearest.h"

enum { NAME_BYTES_MAX = 64, FILE_NAME_BYTES_MAX = 255, KEYS_MAX = 48 };

void reader_mistake(struct reader *r, const yaml_node_t *node, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    cleanup_free char *message = xvasprintf(format, ap);
    va_end(ap);
    mistakes_add(r->mistakes, r->file, (int)node->start_mark.line + 1,
                 (int)node->start_mark.column + 1, "%s", message);
}

void reader_mistake_in_chunk(struct reader *r, const yaml_node_t *node, int line,
                             const char *message)
{
    /* Only in a literal block (`|`) do lines of the text stand on lines of their own. */
    bool is_block =
        node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_LITERAL_SCALAR_STYLE;
    if (line < 1 || !is_block) {
        reader_mistake(r, node, "%s", message);
        return;
    }
    mistakes_add(r->mistakes, r->file, (int)node->start_mark.line + 1 + line, 1, "%s", message);
}

yaml_node_t *reader_node(struct reader *r, int index)
{
    return yaml_document_get_node(r->document, index);
}

static const char *kind_of(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SEQUENCE_NODE:
        return "a list";
    case YAML_MAPPING_NODE:
        return "a mapping";
    default:
        return node->data.scalar.length ? "text" : "nothing";
    }
}

int reader_list(struct reader *r, yaml_node_t *node, const char *expected, yaml_node_item_t **items,
                size_t *count)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        reader_mistake(r, node, "expected %s, got %s", expected, kind_of(node));
        return -1;
    }
    *items = node->data.sequence.items.start;
    *count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    if (*count <= LIST_ITEMS_MAX)
        return 0;
    reader_mistake(r, node, "a list of %zu; expected at most %d", *count, LIST_ITEMS_MAX);
    return -1;
}

int reader_pairs(struct reader *r, yaml_node_t *node, const char *expected,
                 yaml_node_pair_t **pairs, size_t *count)
{
    if (node->type != YAML_MAPPING_NODE) {
        reader_mistake(r, node, "expected %s, got %s", expected, kind_of(node));
        return -1;
    }
    *pairs = node->data.mapping.pairs.start;
    *count = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    if (*count <= LIST_ITEMS_MAX)
        return 0;
    reader_mistake(r, node, "a mapping of %zu keys; expected at most %d", *count, LIST_ITEMS_MAX);
    return -1;
}

static bool same_scalar(const yaml_node_t *a, const yaml_node_t *b)
{
    return a->type == YAML_SCALAR_NODE && b->type == YAML_SCALAR_NODE &&
           a->data.scalar.length == b->data.scalar.length &&
           memcmp(a->data.scalar.value, b->data.scalar.value, a->data.scalar.length) == 0;
}

bool reader_is_double(struct reader *r, const yaml_node_pair_t *pairs, size_t i)
{
    const yaml_node_t *key = reader_node(r, pairs[i].key);
    for (size_t k = 0; k < i; k++) {
        const yaml_node_t *earlier = reader_node(r, pairs[k].key);
        if (!same_scalar(earlier, key))
            continue;
        cleanup_free char *shown =
            text_quoted((const char *)key->data.scalar.value, key->data.scalar.length);
        reader_mistake(r, key, "the key %s stands here twice; the first is in line %zu", shown,
                       earlier->start_mark.line + 1);
        return true;
    }
    return false;
}

char *reader_text(struct reader *r, yaml_node_t *node, const char *expected)
{
    if (node->type != YAML_SCALAR_NODE) {
        reader_mistake(r, node, "expected %s, got %s", expected, kind_of(node));
        return NULL;
    }
    const char *text = (const char *)node->data.scalar.value;
    size_t size = node->data.scalar.length;
    if (size > TEXT_BYTES_MAX) {
        reader_mistake(r, node, "a text of %zu bytes; expected at most 64 KiB", size);
        return NULL;
    }
    if (memchr(text, '\0', size)) {
        reader_mistake(r, node, "a NUL byte in the text; expected %s", expected);
        return NULL;
    }
    if (r->budget < size + 16) {
        if (r->budget)
            reader_mistake(r, node, "the spec grows beyond 16 MiB when its aliases are followed");
        r->budget = 0;
        return NULL;
    }
    r->budget -= size + 16;
    return xstrndup(text, size);
}

char *reader_line(struct reader *r, yaml_node_t *node, const char *expected)
{
    char *text = reader_text(r, node, expected);
    if (!text)
        return NULL;
    if (text[strspn(text, " \t\r\n")] && !strchr(text, '\n'))
        return text;
    reader_mistake(r, node, "expected %s, got %s", expected,
                   *text ? "several lines or blanks" : "nothing");
    free(text);
    return NULL;
}

static bool is_name(const char *text)
{
    size_t length = strlen(text);
    if (!length || length > NAME_BYTES_MAX || text[0] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_' && text[i] != '-')
            return false;
    return true;
}

char *reader_name(struct reader *r, yaml_node_t *node, const char *what)
{
    char *text = reader_text(r, node, what);
    if (!text || is_name(text))
        return text;
    cleanup_free char *shown = text_quoted(text, strlen(text));
    reader_mistake(r, node, "%s is no good as %s; expected at most 64 letters, digits, `_` and `-`",
                   shown, what);
    free(text);
    return NULL;
}

char *reader_file_name(struct reader *r, yaml_node_t *node)
{
    char *text = reader_text(r, node, "the name of a file");
    if (!text)
        return NULL;
    bool good = *text && strlen(text) <= FILE_NAME_BYTES_MAX && !strpbrk(text, "/\n\r\t") &&
                strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
    if (good)
        return text;
    cleanup_free char *shown = text_quoted(text, strlen(text));
    reader_mistake(
        r, node, "%s is no plain file name; expected a name without a path, such as `invoice.txt`",
        shown);
    free(text);
    return NULL;
}

int reader_word(struct reader *r, yaml_node_t *node, const char *what, const char *const *words,
                size_t count)
{
    cleanup_free char *text = reader_text(r, node, what);
    if (!text)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], text) == 0)
            return (int)i;
    cleanup_free char *shown = text_quoted(text, strlen(text));
    cleanup_free char *advice = nearest_advice(text, words, count);
    reader_mistake(r, node, "%s is not %s; %s", shown, what, advice);
    return -1;
}

char *reader_lua(struct reader *r, yaml_node_t *node, bool is_chunk)
{
    const char *expected =
        is_chunk ? "a chunk of Lua" : "a Lua expression (in quotes if it has , : { } [ ] #)";
    cleanup_free char *text = reader_text(r, node, expected);
    if (!text)
        return NULL;
    int line;
    cleanup_error struct error err = ERROR_INIT;
    if (expression_check_line(text, is_chunk, &line, &err) == 0)
        return steal_ptr(text);
    cleanup_free char *shown = is_chunk ? NULL : text_quoted(text, strlen(text));
    cleanup_free char *message =
        is_chunk ? xasprintf("not well-formed Lua: %s", err.message)
                 : xasprintf("%s is no Lua expression: %s", *text ? shown : "nothing", err.message);
    reader_mistake_in_chunk(r, node, line, message);
    return NULL;
}

void strings_add(char ***strings, size_t count, char *text)
{
    *strings = xrealloc(*strings, count + 2, sizeof **strings);
    (*strings)[count] = text;
    (*strings)[count + 1] = NULL;
}

size_t strings_count(char *const *strings)
{
    size_t count = 0;
    while (strings && strings[count])
        count++;
    return count;
}

bool strings_have(char *const *strings, const char *text)
{
    for (size_t i = 0; strings && strings[i]; i++)
        if (strcmp(strings[i], text) == 0)
            return true;
    return false;
}

void reader_watch(struct reader *r, const char *name)
{
    if (!strings_have(r->spec->watch, name))
        strings_add(&r->spec->watch, strings_count(r->spec->watch), xstrdup(name));
}

static void *field(const struct key *key, void *object)
{
    return (char *)object + key->offset;
}

/* A key is set only once, so there is no older value to free. */
void reader_set_line(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    *(char **)field(key, object) = reader_line(r, value, "one line of text");
}

void reader_set_text(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    *(char **)field(key, object) = reader_text(r, value, "text");
}

void reader_set_name(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    *(char **)field(key, object) = reader_name(r, value, "a name");
}

void reader_set_number(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    cleanup_free char *text = reader_text(r, value, "a number");
    if (!text)
        return;
    size_t length = strspn(text, "0123456789.-");
    char *end;
    double number = strtod(text, &end);
    cleanup_free char *shown = text_quoted(text, strlen(text));
    if (!*text || text[length] || *end)
        reader_mistake(r, value, "%s is not a number; `%s` expects one", shown, key->name);
    else if (number < key->low || number > key->high)
        reader_mistake(r, value, "`%s` is %s; expected a number from %g to %g", key->name, shown,
                       key->low, key->high);
    else
        *(double *)field(key, object) = number;
}

static void refuse_unknown(struct reader *r, yaml_node_t *node, const char *what,
                           const struct key *keys, size_t count)
{
    if (node->type != YAML_SCALAR_NODE) {
        reader_mistake(r, node, "expected a key of %s, got %s", what, kind_of(node));
        return;
    }
    const char *names[KEYS_MAX];
    for (size_t i = 0; i < count; i++)
        names[i] = keys[i].name;
    const char *text = (const char *)node->data.scalar.value;
    cleanup_free char *shown = text_quoted(text, node->data.scalar.length);
    cleanup_free char *advice = nearest_advice(text, names, count);
    /* `{is: max(a, b) s}`: YAML cuts at the comma. */
    bool cut = strpbrk(text, " ()\"'+*/") != NULL;
    reader_mistake(r, node, "unknown key %s in %s; %s", shown, what,
                   cut ? "in {…} a comma ends a value: put quotes around a value that has one"
                       : advice);
}

bool reader_object(struct reader *r, yaml_node_t *node, const char *what, const struct key *keys,
                   size_t count, void *object)
{
    yaml_node_t *values[KEYS_MAX] = {NULL};
    yaml_node_pair_t *pairs;
    size_t pair_count;
    cleanup_free char *expected = xasprintf("%s: a mapping of keys to values", what);
    if (reader_pairs(r, node, expected, &pairs, &pair_count) < 0)
        return false;
    for (size_t i = 0; i < pair_count; i++) {
        yaml_node_t *key = reader_node(r, pairs[i].key);
        size_t k = 0;
        while (k < count &&
               !(key->type == YAML_SCALAR_NODE && key->data.scalar.length == strlen(keys[k].name) &&
                 memcmp(key->data.scalar.value, keys[k].name, strlen(keys[k].name)) == 0))
            k++;
        if (reader_is_double(r, pairs, i))
            continue;
        if (k == count)
            refuse_unknown(r, key, what, keys, count);
        else
            values[k] = reader_node(r, pairs[i].value);
    }
    for (size_t k = 0; k < count; k++) {
        if (values[k])
            keys[k].set(r, &keys[k], values[k], object);
        else if (keys[k].required)
            reader_mistake(r, node, "%s has no `%s`; it is required", what, keys[k].name);
    }
    return true;
}

char *title_of(const char *id)
{
    char *title = xstrdup(id);
    for (char *c = title; *c; c++)
        if (*c == '_' || *c == '-')
            *c = ' ';
    title[0] = (char)toupper((unsigned char)title[0]);
    return title;
}
