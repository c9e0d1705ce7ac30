/*
 * Walking a YAML tree by tables: an object is a table of keys, each with a
 * setter. Every mistake is noted with its place, and reading goes on. Private
 * to the folder.
 */
#ifndef GRADER_SPEC_READER_H
#define GRADER_SPEC_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "spec/mistakes.h"
#include "spec/spec.h"

enum { TEXT_BYTES_MAX = 64 << 10, LIST_ITEMS_MAX = 1024 };

/* An expression that is tried out in every case once the spec is read. */
enum trial_type { TRIAL_COUNT, TRIAL_STRINGS, TRIAL_DURATION };

struct trial {
    enum trial_type type;
    yaml_node_t *node;
    struct spec_duration text; /* not owned; unit_ns only of a duration */
    bool failed;
};

struct capture_names {
    char **names; /* owned; NULL-terminated; NULL: the pattern is not well-formed */
};

struct reader {
    struct mistakes *mistakes;
    struct spec *spec;
    const char *file;
    yaml_document_t *document;
    bool hidden;   /* reading hidden.yaml */
    size_t budget; /* bytes that may still be copied: aliases make small files large */
    yaml_node_t *let;
    struct capture_names *captures; /* of spec->events, by index */
    size_t capture_count, capture_capacity;
    struct trial *trials;
    size_t trial_count, trial_capacity;
};

struct key {
    const char *name;
    void (*set)(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
    size_t offset; /* of the field in the object, or what the setter makes of it */
    bool required;
    double low, high; /* of numbers */
};

/* Notes a mistake at a node. */
void reader_mistake(struct reader *r, const yaml_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same at another line of a chunk of Lua that begins at `node`; line 0: the node itself. */
void reader_mistake_in_chunk(struct reader *r, const yaml_node_t *node, int line,
                             const char *message);

/*
 * Reads a mapping by its keys: unknown, double and missing ones are mistakes.
 * Setters are called in the order of the table. False if it is no mapping.
 */
bool reader_object(struct reader *r, yaml_node_t *node, const char *what, const struct key *keys,
                   size_t count, void *object);

yaml_node_t *reader_node(struct reader *r, int index);

/* The items of a list, or a mistake and -1. A mapping counts by pairs. */
int reader_list(struct reader *r, yaml_node_t *node, const char *expected, yaml_node_item_t **items,
                size_t *count);
int reader_pairs(struct reader *r, yaml_node_t *node, const char *expected,
                 yaml_node_pair_t **pairs, size_t *count);

/* True if pairs[i] has a key that an earlier pair has too; notes it. */
bool reader_is_double(struct reader *r, const yaml_node_pair_t *pairs, size_t i);

/* The scalar's text (owned by the caller), or a mistake and NULL. Never has a NUL in it. */
char *reader_text(struct reader *r, yaml_node_t *node, const char *expected);
char *reader_line(struct reader *r, yaml_node_t *node,
                  const char *expected); /* one line, not empty */

/* A word of letters, digits, `_` and `-`; of a file: a name without a path. */
char *reader_name(struct reader *r, yaml_node_t *node, const char *what);
char *reader_file_name(struct reader *r, yaml_node_t *node);

/* The index of the scalar in `words`, or a mistake and -1. */
int reader_word(struct reader *r, yaml_node_t *node, const char *what, const char *const *words,
                size_t count);

/* A well-formed Lua expression or chunk, owned by the caller; or a mistake and NULL. */
char *reader_lua(struct reader *r, yaml_node_t *node, bool is_chunk);

/* The name of an event that the spec has, owned by the caller; or a mistake and NULL. */
char *reader_event_name(struct reader *r, yaml_node_t *node);

/* The reference model at `node` as a chunk of Lua like those of `that`; owned by the caller. */
char *reader_model(struct reader *r, yaml_node_t *node);

/* Adds to a NULL-terminated list; takes `text`. */
void strings_add(char ***strings, size_t count, char *text);
size_t strings_count(char *const *strings);
bool strings_have(char *const *strings, const char *text);

/* Setters for fields that are a `char *`, a double between low and high. */
void reader_set_line(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
void reader_set_text(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
void reader_set_name(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
void reader_set_number(struct reader *r, const struct key *key, yaml_node_t *value, void *object);

/* "greets_all" → "Greets all". Owned by the caller. */
char *title_of(const char *id);

/* Adds a file to spec->watch unless it is there; copies the name. */
void reader_watch(struct reader *r, const char *name);

/* The parts of a spec, each in its own file. */
void read_events(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
void read_cases(struct reader *r, const struct key *key, yaml_node_t *value, void *object);
void read_checks(struct reader *r, const struct key *key, yaml_node_t *value, void *object);

/* The keys of a case, a check, a model, a step of a model; for spec_key_names(). */
const struct key *reader_case_keys(size_t *count);
const struct key *reader_check_keys(size_t *count);
const struct key *reader_model_keys(size_t *count);
const struct key *reader_step_keys(size_t *count);

/* Evaluates everything that can be, in every case. */
void reader_try_out(struct reader *r);

#endif
