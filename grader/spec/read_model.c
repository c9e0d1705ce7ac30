/*
 * The rule `model`: a reference model that follows the output line by line.
 *
 *     model:
 *       state: {funds: tonumber(args[1])}
 *       on:
 *         withdrew: {if: 'funds >= amount', then: 'funds = funds - amount', else: '"not enough"'}
 *       finally: {if: 'funds == 0'}
 *
 * It becomes a chunk like those of `that`: variables for the state, one loop
 * over the events, and for each kind of event the condition, what the student
 * is told where it does not hold, and the change.
 */
#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/reader.h"

struct model {
    struct buffer state, loop, end;
    char **names; /* owned; of the state's variables */
};

struct step {
    char *condition, *change, *otherwise; /* owned; Lua; NULL: not given */
};

static void step_free(struct step *s)
{
    free(s->condition);
    free(s->change);
    free(s->otherwise);
}

static void set_condition(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)key;
    ((struct step *)object)->condition = reader_lua(r, value, false);
}

static void set_change(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)key;
    ((struct step *)object)->change = reader_lua(r, value, true);
}

static void set_otherwise(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)key;
    ((struct step *)object)->otherwise = reader_lua(r, value, false);
}

static const struct key step_keys[] = {
    {"if", set_condition, 0, false, 0, 0},
    {"then", set_change, 0, false, 0, 0},
    {"else", set_otherwise, 0, false, 0, 0},
};

const struct key *reader_step_keys(size_t *count)
{
    *count = sizeof step_keys / sizeof *step_keys;
    return step_keys;
}

static bool is_identifier(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_')
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

static void read_state(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct model *m = object;
    yaml_node_pair_t *pairs;
    size_t count;
    (void)key;
    if (reader_pairs(r, value, "a mapping of variables to Lua expressions", &pairs, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *node = reader_node(r, pairs[i].key);
        cleanup_free char *name = reader_name(r, node, "the name of a variable");
        cleanup_free char *text = reader_lua(r, reader_node(r, pairs[i].value), false);
        if (!name || !text || reader_is_double(r, pairs, i))
            continue;
        if (!is_identifier(name) || strcmp(name, "e") == 0) {
            reader_mistake(r, node,
                           "`%s` is no name for a variable of the state; expected letters, "
                           "digits and `_`, and not `e`, which is the event",
                           name);
            continue;
        }
        buffer_printf(&m->state, "local %s = (%s\n)\n", name, text);
        strings_add(&m->names, strings_count(m->names), steal_ptr(name));
    }
}

/* "the state before: funds = 10, sold = 2" as a Lua expression. */
static void put_state(struct buffer *out, const struct model *m)
{
    for (char **name = m->names; name && *name; name++)
        buffer_printf(out, " .. \"%s%s = \" .. tostring(%s)",
                      name == m->names ? "; before it, " : ", ", *name, *name);
}

static void put_step(struct buffer *out, const struct model *m, const struct step *s,
                     const char *shown)
{
    if (s->condition) {
        buffer_printf(out, "if not (%s\n) then\nreturn false, %s", s->condition, shown);
        if (s->otherwise)
            buffer_printf(out, " .. \": \" .. tostring(%s\n)", s->otherwise);
        else
            buffer_puts(out, " .. \": it does not fit what came before\"");
        put_state(out, m);
        buffer_puts(out, "\nend\n");
    }
    if (s->change)
        buffer_printf(out, "do\n%s\nend\n", s->change);
}

static void read_on(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct model *m = object;
    yaml_node_pair_t *pairs;
    size_t count;
    (void)key;
    if (reader_pairs(r, value, "a mapping of events to what they do", &pairs, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        cleanup_free char *name = reader_event_name(r, reader_node(r, pairs[i].key));
        cleanup_with(step_free) struct step step = {0};
        reader_object(r, reader_node(r, pairs[i].value), "what an event does", step_keys,
                      sizeof step_keys / sizeof *step_keys, &step);
        if (!name || reader_is_double(r, pairs, i))
            continue;
        buffer_printf(&m->loop, "if e.name == \"%s\" then\n", name);
        put_step(&m->loop, m, &step, "string.format(\"`%s` came at %.3f s\", e.line, e.time)");
        buffer_puts(&m->loop, "end\n");
    }
}

static void read_finally(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct model *m = object;
    cleanup_with(step_free) struct step step = {0};
    (void)key;
    reader_object(r, value, "`finally`", step_keys, sizeof step_keys / sizeof *step_keys, &step);
    put_step(&m->end, m, &step, "\"at the end of the program\"");
}

/* In the order in which they must be read: the state is known before the steps. */
static const struct key model_keys[] = {
    {"state", read_state, 0, true, 0, 0},
    {"on", read_on, 0, true, 0, 0},
    {"finally", read_finally, 0, false, 0, 0},
};

const struct key *reader_model_keys(size_t *count)
{
    *count = sizeof model_keys / sizeof *model_keys;
    return model_keys;
}

char *reader_model(struct reader *r, yaml_node_t *node)
{
    struct model m = {0};
    struct buffer chunk = {0};
    reader_object(r, node, "`model`", model_keys, sizeof model_keys / sizeof *model_keys, &m);
    cleanup_free char *state = buffer_take(&m.state), *loop = buffer_take(&m.loop);
    cleanup_free char *end = buffer_take(&m.end);
    buffer_printf(&chunk, "%sfor _, e in ipairs(events) do\n%send\n%sreturn true\n", state, loop,
                  end);
    free_strings(m.names);
    return buffer_take(&chunk);
}
