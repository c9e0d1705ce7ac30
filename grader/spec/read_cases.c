/* `cases`, of exercise.yaml and of hidden.yaml. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/expression.h"
#include "spec/lua_state.h"
#include "spec/reader.h"

enum { ARGS_MAX = 1024, ARGS_BYTES_MAX = 1 << 20, CASES_MAX = 500, ENGINES_MAX = 16 };

/* What is wrong with an argument, or NULL. */
static const char *argument_fault(const char *text, size_t size)
{
    if (size > TEXT_BYTES_MAX)
        return "is longer than 64 KiB";
    if (strchr(text, '\n'))
        return "has a newline in it";
    return NULL;
}

static void read_args(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct spec_case *c = object;
    yaml_node_item_t *items;
    size_t count, bytes = 0;
    (void)key;
    if (reader_list(r, value, "a list of arguments", &items, &count) < 0)
        return;
    c->args = xcalloc(1, sizeof *c->args); /* given, even if there are none */
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *node = reader_node(r, items[i]);
        char *text = reader_text(r, node, "an argument: text without NUL and newline");
        if (!text)
            continue;
        const char *fault = argument_fault(text, strlen(text));
        if (fault)
            reader_mistake(r, node, "an argument %s; expected text without that", fault);
        bytes += strlen(text) + 1;
        strings_add(&c->args, c->arg_count++, text);
    }
    if (bytes > ARGS_BYTES_MAX)
        reader_mistake(r, value, "the arguments have %zu bytes; expected at most 1 MiB", bytes);
}

static void check_computed_args(struct reader *r, yaml_node_t *node, const struct spec_case *c)
{
    size_t bytes = 0;
    for (size_t i = 0; i < c->arg_count; i++) {
        const char *fault = argument_fault(c->args[i], strlen(c->args[i]));
        if (fault)
            reader_mistake(r, node, "`args_from`: argument %zu %s", i + 1, fault);
        bytes += strlen(c->args[i]) + 1;
    }
    if (c->arg_count > ARGS_MAX || bytes > ARGS_BYTES_MAX)
        reader_mistake(r, node,
                       "`args_from` gives %zu arguments of %zu bytes; expected at most %d of 1 MiB",
                       c->arg_count, bytes, ARGS_MAX);
}

static void free_env(struct expression_env **env)
{
    expression_env_free(*env);
}

/*
 * `let` has run without arguments, so that its helpers are there; where it
 * fails for the lack of them, what it defined before that is.
 */
static void compute_args(struct reader *r, yaml_node_t *node, const char *text, struct spec_case *c)
{
    const struct spec_case empty = {0};
    cleanup_error struct error let_error = ERROR_INIT, err = ERROR_INIT;
    bool let_failed;
    int line;
    cleanup_with(free_env) struct expression_env *env =
        expression_env_create_line(r->spec, &empty, &let_failed, &line, &let_error);
    if (!env) {
        reader_mistake(r, node, "%s", let_error.message);
        return;
    }
    if (expression_strings(env, text, &c->args, &c->arg_count, &err) == 0)
        check_computed_args(r, node, c);
    else if (let_failed)
        reader_mistake(r, node, "%s (`let` itself fails without arguments: %s)", err.message,
                       let_error.message);
    else
        reader_mistake(r, node, "%s", err.message);
}

static void read_args_from(struct reader *r, const struct key *key, yaml_node_t *value,
                           void *object)
{
    struct spec_case *c = object;
    (void)key;
    cleanup_free char *text = reader_lua(r, value, false);
    if (text && c->args)
        reader_mistake(r, value, "a case has `args` or `args_from`, not both");
    else if (text && (r->spec->let || !r->let)) /* a `let` that is no Lua has been told already */
        compute_args(r, value, text, c);
}

static void read_engines(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct spec_case *c = object;
    yaml_node_item_t *items;
    size_t count;
    (void)key;
    if (reader_list(r, value, "a list of engines", &items, &count) < 0)
        return;
    const char *names[ENGINES_MAX];
    size_t engines = 0;
    while (engines < ENGINES_MAX && engine_parse(engine_name((enum engine)(1 << engines)))) {
        names[engines] = engine_name((enum engine)(1 << engines));
        engines++;
    }
    c->engines = 0;
    for (size_t i = 0; i < count; i++) {
        int engine = reader_word(r, reader_node(r, items[i]), "an engine", names, engines);
        if (engine >= 0)
            c->engines |= 1u << engine;
    }
    if (!count)
        reader_mistake(r, value, "no engine; expected one at least, or no `engines` for all");
}

/* The content may hold anything, NULs too. */
static void read_file_before(struct reader *r, struct spec_case *c, yaml_node_t *key,
                             yaml_node_t *value)
{
    cleanup_free char *name = reader_file_name(r, key);
    if (!name)
        return;
    if (value->type != YAML_SCALAR_NODE) {
        reader_mistake(r, value, "expected the content of the file as text");
        return;
    }
    size_t size = value->data.scalar.length;
    if (r->budget < size) {
        reader_mistake(r, value, "the spec grows beyond 16 MiB when its aliases are followed");
        return;
    }
    r->budget -= size;
    struct spec_file *file = GROW(c->files, c->file_count, c->file_capacity);
    file->name = steal_ptr(name);
    file->content = xcalloc(size + 1, 1); /* a NUL behind it, for those who print it */
    memcpy(file->content, value->data.scalar.value, size);
    file->size = size;
}

static void read_before(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    yaml_node_pair_t *pairs;
    size_t count;
    (void)key;
    if (reader_pairs(r, value, "a mapping of names of files to their content", &pairs, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (!reader_is_double(r, pairs, i))
            read_file_before(r, object, reader_node(r, pairs[i].key),
                             reader_node(r, pairs[i].value));
}

static bool is_variable_name(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return false;
    return *text && !isdigit((unsigned char)*text);
}

static void read_variable(struct reader *r, struct spec_case *c, yaml_node_t *key,
                          yaml_node_t *value)
{
    cleanup_free char *name = reader_text(r, key, "the name of a variable");
    cleanup_free char *text = reader_text(r, value, "the value of a variable as text");
    if (!name || !text)
        return;
    if (is_variable_name(name)) {
        strings_add(&c->environment, strings_count(c->environment), xasprintf("%s=%s", name, text));
        return;
    }
    cleanup_free char *shown = text_quoted(name, strlen(name));
    reader_mistake(r, key,
                   "%s is no name of a variable; expected letters, digits and `_`, such as `TZ`",
                   shown);
}

static void read_environment(struct reader *r, const struct key *key, yaml_node_t *value,
                             void *object)
{
    yaml_node_pair_t *pairs;
    size_t count;
    (void)key;
    if (reader_pairs(r, value, "a mapping of names of variables to values", &pairs, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (!reader_is_double(r, pairs, i))
            read_variable(r, object, reader_node(r, pairs[i].key), reader_node(r, pairs[i].value));
}

static void read_case_id(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct spec_case *c = object;
    (void)key;
    c->id = reader_name(r, value, "the id of a case");
    for (size_t i = 0; c->id && &r->spec->cases[i] != c; i++)
        if (r->spec->cases[i].id && strcmp(r->spec->cases[i].id, c->id) == 0) {
            reader_mistake(r, value, "another case has the id `%s` too; expected one of its own",
                           c->id);
            return;
        }
}

static const struct key case_keys[] = {
    {"id", read_case_id, 0, true, 0, 0},
    {"args", read_args, 0, false, 0, 0},
    {"args_from", read_args_from, 0, false, 0, 0},
    {"weight", reader_set_number, offsetof(struct spec_case, weight), false, 0.001, 1e6},
    {"engines", read_engines, 0, false, 0, 0},
    {"before", read_before, 0, false, 0, 0},
    {"environment", read_environment, 0, false, 0, 0},
};

const struct key *reader_case_keys(size_t *count)
{
    *count = sizeof case_keys / sizeof *case_keys;
    return case_keys;
}

void read_cases(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct spec *spec = r->spec;
    yaml_node_item_t *items;
    size_t count;
    (void)key;
    (void)object;
    if (reader_list(r, value, "a list of cases", &items, &count) < 0)
        return;
    if (!count)
        reader_mistake(r, value, "there are no cases; expected one at least");
    if (count + spec->case_count > CASES_MAX) {
        reader_mistake(r, value, "%zu cases; expected at most %d", count, CASES_MAX);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct spec_case *c = GROW(spec->cases, spec->case_count, spec->case_capacity);
        c->weight = 1;
        c->hidden = r->hidden;
        c->engines = ENGINES_BY_DEFAULT;
        reader_object(r, reader_node(r, items[i]), "a case", case_keys,
                      sizeof case_keys / sizeof *case_keys, c);
        if (!c->args)
            c->args = xcalloc(1, sizeof *c->args);
    }
}
