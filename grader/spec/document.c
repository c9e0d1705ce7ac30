#include "spec/document.h"

#include <string.h>

#include "base/cleanup.h"

enum { SPEC_BYTES_MAX = 1 << 20, NESTING_MAX = 64 };

static void place_of(const char *text, size_t offset, int *line, int *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

/* What libyaml would refuse with less to go by, and what would cost it too much. */
static bool text_is_readable(const char *file, const char *text, size_t size,
                             struct mistakes *mistakes)
{
    if (size > SPEC_BYTES_MAX) {
        mistakes_add(mistakes, file, 1, 1, "the file has %zu bytes; a spec may have at most 1 MiB",
                     size);
        return false;
    }
    long bad = text_bad_byte(text, size);
    if (bad < 0)
        return true;
    int line, column;
    place_of(text, (size_t)bad, &line, &column);
    unsigned char byte = (unsigned char)text[bad];
    if (byte < 0x20 || byte == 0x7F)
        mistakes_add(mistakes, file, line, column, "control character 0x%02x; expected text", byte);
    else
        mistakes_add(mistakes, file, line, column,
                     "byte 0x%02x is not valid UTF-8; expected a file saved as UTF-8", byte);
    return false;
}

static void add_parser_error(const yaml_parser_t *parser, const char *file,
                             struct mistakes *mistakes)
{
    const yaml_mark_t *at = &parser->problem_mark;
    const char *problem = parser->problem ? parser->problem : "it cannot be read";
    if (parser->context)
        mistakes_add(mistakes, file, (int)at->line + 1, (int)at->column + 1,
                     "not well-formed YAML: %s, %s that began at %zu:%zu; "
                     "what stands below is not looked at",
                     problem, parser->context, parser->context_mark.line + 1,
                     parser->context_mark.column + 1);
    else
        mistakes_add(mistakes, file, (int)at->line + 1, (int)at->column + 1,
                     "not well-formed YAML: %s; what stands below is not looked at", problem);
}

/* libyaml's time and ours grow with the depth; no spec needs any. False if too deep or not
 * well-formed. */
static bool nesting_is_sane(const char *file, const char *text, size_t size,
                            struct mistakes *mistakes)
{
    cleanup_with(yaml_parser_delete) yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    int depth = 0;
    for (yaml_event_type_t type = YAML_NO_EVENT; type != YAML_STREAM_END_EVENT;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            add_parser_error(&parser, file, mistakes);
            return false;
        }
        type = event.type;
        yaml_mark_t at = event.start_mark;
        yaml_event_delete(&event);
        depth += type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT;
        depth -= type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT;
        if (depth > NESTING_MAX) {
            mistakes_add(mistakes, file, (int)at.line + 1, (int)at.column + 1,
                         "lists and mappings are nested more than %d deep", NESTING_MAX);
            return false;
        }
    }
    return true;
}

/* Whether a second document follows; its text counts as well-formed by now. */
static void refuse_second_document(yaml_parser_t *parser, const char *file,
                                   struct mistakes *mistakes)
{
    yaml_document_t second;
    if (!yaml_parser_load(parser, &second)) {
        add_parser_error(parser, file, mistakes);
        return;
    }
    if (yaml_document_get_root_node(&second))
        mistakes_add(mistakes, file, (int)second.start_mark.line + 1, 1,
                     "a second YAML document begins here; expected one document");
    yaml_document_delete(&second);
}

yaml_node_t *document_load(struct document *d, const char *file, const char *text, size_t size,
                           struct mistakes *mistakes)
{
    d->file = file;
    if (!text_is_readable(file, text, size, mistakes) ||
        !nesting_is_sane(file, text, size, mistakes))
        return NULL;
    cleanup_with(yaml_parser_delete) yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    if (!yaml_parser_load(&parser, &d->yaml)) {
        add_parser_error(&parser, file, mistakes);
        return NULL;
    }
    d->loaded = true;
    yaml_node_t *root = yaml_document_get_root_node(&d->yaml);
    if (!root)
        mistakes_add(mistakes, file, 1, 1,
                     "the file is empty; expected a mapping of keys to values");
    else
        refuse_second_document(&parser, file, mistakes);
    return root;
}

void document_free(struct document *d)
{
    if (d->loaded)
        yaml_document_delete(&d->yaml);
    d->loaded = false;
}
