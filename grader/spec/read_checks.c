/*
 * `checks`. A check is read in two steps: first the nodes of its keys are
 * noted, then the rule is the form that fits these keys best, and the form says
 * which operands it takes and what they are.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/lua_state.h"
#include "spec/nearest.h"
#include "spec/reader.h"
#include "spec/units.h"

enum operand {
    OPERAND_EACH,
    OPERAND_OF,
    OPERAND_IN,
    OPERAND_TIMES,
    OPERAND_LINES,
    OPERAND_ARE,
    OPERAND_ORDERED,
    OPERAND_UNEXPECTED,
    OPERAND_ORDER,
    OPERAND_SAME,
    OPERAND_WHERE,
    OPERAND_ALL,
    OPERAND_BEFORE_ANY,
    OPERAND_GAP,
    OPERAND_IS,
    OPERAND_TOTAL,
    OPERAND_INSIDE,
    OPERAND_AT_MOST,
    OPERAND_REACHES,
    OPERAND_EXCLUSIVE,
    OPERAND_ACTORS,
    OPERAND_COUNT_OF,
    OPERAND_STARTED,
    OPERAND_BEFORE,
    OPERAND_WORKERS,
    OPERAND_AT_ONCE,
    OPERAND_FILE,
    OPERAND_EXIT,
    OPERAND_CPU,
    OPERAND_THAT,
    OPERAND_MODEL,
    OPERANDS
};

/* A check while it is read. */
struct draft {
    struct spec_check check;
    const struct form *form;
    yaml_node_t *node, *kind_node;
    yaml_node_t *operands[OPERANDS];
    bool has_kind;
};

/* How one operand of a form is read; `detail` is for the setter. */
struct use {
    enum operand operand;
    void (*set)(struct reader *r, const struct use *use, yaml_node_t *node,
                struct spec_check *check);
    bool required;
    size_t offset; /* of the field in spec_check */
    int detail;
};

enum { USES_MAX = 5 };
enum { ONE_OR_MORE = 0, EXACTLY_TWO = 2, JUST_ONE = 1 }; /* details of set_events */
enum { NO_TOLERANCE, WITH_TOLERANCE };                   /* details of set_duration */

struct form {
    enum rule rule;
    unsigned kinds;            /* bits 1 << enum check_kind */
    struct use uses[USES_MAX]; /* the first is the key that names the rule */
    size_t count;
};

static char *shown_text(const char *text)
{
    return text_quoted(text, strlen(text));
}

static long event_index(const struct reader *r, const char *name)
{
    for (size_t i = 0; i < r->spec->event_count; i++)
        if (strcmp(r->spec->events[i].name, name) == 0)
            return (long)i;
    return -1;
}

/* The name of an event that exists (owned by the caller), or a mistake and NULL. */
static char *event_name(struct reader *r, yaml_node_t *node, bool or_join)
{
    cleanup_free char *name = reader_text(r, node, "the name of an event");
    if (!name)
        return NULL;
    if (event_index(r, name) >= 0 || (or_join && strcmp(name, "join") == 0))
        return steal_ptr(name);
    cleanup_free const char **names = xcalloc(r->spec->event_count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < r->spec->event_count; i++)
        names[count++] = r->spec->events[i].name;
    if (or_join)
        names[count++] = "join";
    cleanup_free char *advice = nearest_advice(name, names, count);
    cleanup_free char *shown = shown_text(name);
    reader_mistake(r, node, "there is no event %s; %s", shown, advice);
    return NULL;
}

char *reader_event_name(struct reader *r, yaml_node_t *node)
{
    return event_name(r, node, false);
}

static void add_event(struct reader *r, yaml_node_t *node, struct spec_check *check)
{
    char *name = event_name(r, node, false);
    if (!name)
        return;
    if (strings_have(check->events, name)) {
        reader_mistake(r, node, "the event `%s` stands here twice", name);
        free(name);
        return;
    }
    strings_add(&check->events, strings_count(check->events), name);
}

/* Adds to check->events: `all: a, before_any: b` gives two. */
static void set_events(struct reader *r, const struct use *use, yaml_node_t *node,
                       struct spec_check *check)
{
    if (node->type == YAML_SCALAR_NODE && use->detail != EXACTLY_TWO) {
        add_event(r, node, check);
        return;
    }
    yaml_node_item_t *items;
    size_t count;
    const char *const expected[] = {"a list of events", "the name of one event",
                                    "a list of two events, [a, b]"};
    if (use->detail == JUST_ONE) {
        reader_mistake(r, node, "expected %s, got a list or a mapping", expected[JUST_ONE]);
        return;
    }
    if (reader_list(r, node, expected[use->detail], &items, &count) < 0)
        return;
    if (!count || (use->detail == EXACTLY_TWO && count != 2))
        reader_mistake(r, node, "expected %s, got %zu", expected[use->detail], count);
    for (size_t i = 0; i < count; i++)
        add_event(r, reader_node(r, items[i]), check);
}

static char **text_field(const struct use *use, struct spec_check *check)
{
    return (char **)((char *)check + use->offset);
}

static void set_capture(struct reader *r, const struct use *use, yaml_node_t *node,
                        struct spec_check *check)
{
    *text_field(use, check) = reader_name(r, node, "the name of a capture");
}

static void add_trial(struct reader *r, enum trial_type type, yaml_node_t *node,
                      struct spec_duration text)
{
    struct trial *trial = GROW(r->trials, r->trial_count, r->trial_capacity);
    trial->type = type;
    trial->node = node;
    trial->text = text;
}

static void set_expression(struct reader *r, const struct use *use, yaml_node_t *node,
                           struct spec_check *check)
{
    char *text = reader_lua(r, node, false);
    *text_field(use, check) = text;
    if (text)
        add_trial(r, (enum trial_type)use->detail, node, (struct spec_duration){text, 0});
}

/* It needs a pair of events: there is nothing to try it on. */
static void set_where(struct reader *r, const struct use *use, yaml_node_t *node,
                      struct spec_check *check)
{
    *text_field(use, check) = reader_lua(r, node, false);
}

static void set_chunk(struct reader *r, const struct use *use, yaml_node_t *node,
                      struct spec_check *check)
{
    *text_field(use, check) = reader_lua(r, node, true);
}

static void set_model(struct reader *r, const struct use *use, yaml_node_t *node,
                      struct spec_check *check)
{
    *text_field(use, check) = reader_model(r, node);
}

static void check_duration(struct reader *r, yaml_node_t *node, const struct spec_duration *d)
{
    int line;
    cleanup_error struct error err = ERROR_INIT;
    if (!d->expression)
        return;
    if (expression_check_line(d->expression, false, &line, &err) == 0) {
        add_trial(r, TRIAL_DURATION, node, *d);
        return;
    }
    cleanup_free char *shown = shown_text(d->expression);
    reader_mistake(r, node, "%s is no Lua expression: %s", shown, err.message);
}

static void set_duration(struct reader *r, const struct use *use, yaml_node_t *node,
                         struct spec_check *check)
{
    cleanup_free char *text = reader_text(r, node, "a duration such as `2 s ± 0.25 s`");
    if (!text)
        return;
    if (units_expression(text, &check->is, &check->tolerance) < 0) {
        cleanup_free char *shown = shown_text(text);
        reader_mistake(
            r, node,
            "%s is no duration; expected a number or a Lua expression, a blank and a unit "
            "(" DURATION_UNITS "), such as `2 s ± 0.25 s`",
            shown);
        return;
    }
    if (use->detail == NO_TOLERANCE && check->tolerance.expression)
        reader_mistake(r, node,
                       "a tolerance has no meaning here: the duration is the most allowed");
    if (use->detail == WITH_TOLERANCE && !check->tolerance.expression)
        check->tolerance = (struct spec_duration){xstrdup("0.25"), 1000000000};
    check_duration(r, node, &check->is);
    check_duration(r, node, &check->tolerance);
}

static void set_tasks(struct reader *r, const struct use *use, yaml_node_t *node,
                      struct spec_check *check)
{
    static const char *const words[] = {"any", "thread", "process"};
    (void)use;
    int word = reader_word(r, node, "a kind of task", words, 3);
    if (word >= 0)
        check->tasks = (enum spec_tasks)word; /* TASKS_ANY, TASKS_THREADS, TASKS_PROCESSES */
}

static void set_ordered(struct reader *r, const struct use *use, yaml_node_t *node,
                        struct spec_check *check)
{
    static const char *const words[] = {"false", "true"};
    (void)use;
    check->ordered = reader_word(r, node, "true or false", words, 2) == 1;
}

/* Keys that have one value only. */
static void set_none(struct reader *r, const struct use *use, yaml_node_t *node,
                     struct spec_check *check)
{
    static const char *const words[] = {"none"};
    (void)use;
    (void)check;
    reader_word(r, node, "what `unexpected` may say", words, 1);
}

static void set_true(struct reader *r, const struct use *use, yaml_node_t *node,
                     struct spec_check *check)
{
    static const char *const words[] = {"true"};
    (void)use;
    (void)check;
    reader_word(r, node, "what `exclusive` of a file may say", words, 1);
}

static void set_before(struct reader *r, const struct use *use, yaml_node_t *node,
                       struct spec_check *check)
{
    *text_field(use, check) = event_name(r, node, true);
}

static void set_event(struct reader *r, const struct use *use, yaml_node_t *node,
                      struct spec_check *check)
{
    *text_field(use, check) = event_name(r, node, false);
}

static void set_file(struct reader *r, const struct use *use, yaml_node_t *node,
                     struct spec_check *check)
{
    char *name = reader_file_name(r, node);
    *text_field(use, check) = name;
    if (name)
        reader_watch(r, name);
}

#define BIT(kind) (1u << KIND_##kind)
/* Rules read what a program did; findings (races, leaks, …) come from the engines. */
#define RULED (BIT(OUTPUT) | BIT(TIME) | BIT(CONCURRENCY) | BIT(EXCLUSION))
#define FINDING                                                                                    \
    (BIT(RACE) | BIT(DEADLOCK) | BIT(MEMORY) | BIT(CLEANUP) | BIT(LIMITS) | BIT(INTEGRITY))

#define FIELD(name) offsetof(struct spec_check, name)
#define CAPTURE(operand, required)                                                                 \
    {                                                                                              \
        OPERAND_##operand, set_capture, required, FIELD(capture), 0                                \
    }
#define EXPRESSION(operand, field, type, required)                                                 \
    {                                                                                              \
        OPERAND_##operand, set_expression, required, FIELD(field), TRIAL_##type                    \
    }
#define EVENTS(operand, how)                                                                       \
    {                                                                                              \
        OPERAND_##operand, set_events, true, 0, how                                                \
    }
#define DURATION(operand, how)                                                                     \
    {                                                                                              \
        OPERAND_##operand, set_duration, true, 0, how                                              \
    }
#define WHERE                                                                                      \
    {                                                                                              \
        OPERAND_WHERE, set_where, false, FIELD(where), 0                                           \
    }
#define TASKS(operand)                                                                             \
    {                                                                                              \
        OPERAND_##operand, set_tasks, true, 0, 0                                                   \
    }

/* clang-format off */
static const struct form forms[] = {
    {RULE_EACH, RULED,
     {EVENTS(EACH, ONE_OR_MORE), CAPTURE(OF, true), EXPRESSION(IN, list, STRINGS, true),
      EXPRESSION(TIMES, count, COUNT, false)}, 4},
    /* Before LINES: `lines` belongs to the file where there is one. */
    {RULE_FILE, RULED,
     {{OPERAND_FILE, set_file, true, FIELD(file), 0}, EXPRESSION(LINES, list, STRINGS, true)}, 2},
    {RULE_FILE_EXCLUSIVE, RULED,
     {{OPERAND_FILE, set_file, true, FIELD(file), 0}, {OPERAND_EXCLUSIVE, set_true, true, 0, 0}}, 2},
    {RULE_FILE_BEFORE, RULED,
     {{OPERAND_FILE, set_file, true, FIELD(file), 0},
      {OPERAND_BEFORE, set_event, true, FIELD(before), 0}}, 2},
    {RULE_LINES, RULED,
     {EVENTS(LINES, ONE_OR_MORE), EXPRESSION(ARE, list, STRINGS, true),
      {OPERAND_ORDERED, set_ordered, false, 0, 0}}, 3},
    {RULE_UNEXPECTED, RULED, {{OPERAND_UNEXPECTED, set_none, true, 0, 0}}, 1},
    {RULE_ORDER, RULED, {EVENTS(ORDER, EXACTLY_TWO), CAPTURE(SAME, false), WHERE}, 3},
    {RULE_ALL_BEFORE, RULED, {EVENTS(ALL, JUST_ONE), EVENTS(BEFORE_ANY, JUST_ONE)}, 2},
    {RULE_GAP, RULED,
     {EVENTS(GAP, EXACTLY_TWO), CAPTURE(SAME, false), WHERE, DURATION(IS, WITH_TOLERANCE)}, 4},
    {RULE_TOTAL, RULED, {DURATION(TOTAL, WITH_TOLERANCE)}, 1},
    {RULE_INSIDE, RULED,
     {EVENTS(INSIDE, EXACTLY_TWO), CAPTURE(SAME, false), EXPRESSION(AT_MOST, at_most, COUNT, false),
      EXPRESSION(REACHES, reaches, COUNT, false)}, 4},
    {RULE_EXCLUSIVE, RULED, {EVENTS(EXCLUSIVE, ONE_OR_MORE)}, 1},
    {RULE_ACTORS, RULED,
     {EVENTS(ACTORS, ONE_OR_MORE), TASKS(ARE), EXPRESSION(COUNT_OF, count, COUNT, true)}, 3},
    {RULE_STARTED, RULED,
     {TASKS(STARTED), EXPRESSION(COUNT_OF, count, COUNT, true),
      {OPERAND_BEFORE, set_before, true, FIELD(before), 0}}, 3},
    {RULE_WORKERS, RULED,
     {DURATION(WORKERS, WITH_TOLERANCE), EXPRESSION(COUNT_OF, count, COUNT, true),
      EXPRESSION(AT_ONCE, at_most, COUNT, false)}, 3},
    {RULE_EXIT, RULED | BIT(CLEANUP) | BIT(DEADLOCK), {EXPRESSION(EXIT, count, COUNT, true)}, 1},
    {RULE_CPU, RULED | BIT(LIMITS), {DURATION(CPU, NO_TOLERANCE)}, 1},
    {RULE_THAT, RULED | BIT(CLEANUP) | BIT(LIMITS), {{OPERAND_THAT, set_chunk, true, FIELD(chunk), 0}}, 1},
    {RULE_THAT, RULED, {{OPERAND_MODEL, set_model, true, FIELD(chunk), 0}}, 1},
};
/* clang-format on */

enum { FORMS = sizeof forms / sizeof *forms };

static const struct form no_rule = {RULE_NO_FINDING, FINDING, {{0}}, 0};

static const char *const kind_names[] = {"output", "time",     "concurrency", "exclusion",
                                         "race",   "deadlock", "memory",      "cleanup",
                                         "limits", "integrity"};

static void read_check_id(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct draft *draft = object;
    (void)key;
    draft->check.id = reader_name(r, value, "the id of a check");
    for (size_t i = 0; draft->check.id && i < r->spec->check_count; i++)
        if (r->spec->checks[i].id && strcmp(r->spec->checks[i].id, draft->check.id) == 0) {
            reader_mistake(r, value, "another check has the id `%s` too; expected one of its own",
                           draft->check.id);
            return;
        }
}

static void read_kind(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    struct draft *draft = object;
    (void)key;
    int word = reader_word(r, value, "a kind of check", kind_names,
                           sizeof kind_names / sizeof *kind_names);
    draft->has_kind = word >= 0;
    draft->kind_node = value;
    if (word >= 0)
        draft->check.kind = (enum check_kind)check_kind_parse(kind_names[word]);
}

static void read_sometimes(struct reader *r, const struct key *key, yaml_node_t *value,
                           void *object)
{
    static const char *const words[] = {"false", "true"};
    (void)key;
    ((struct draft *)object)->check.sometimes =
        reader_word(r, value, "true or false", words, 2) == 1;
}

static void note_operand(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)r;
    ((struct draft *)object)->operands[key->offset] = value;
}

#define OPERAND(name, operand)                                                                     \
    {                                                                                              \
        name, note_operand, OPERAND_##operand, false, 0, 0                                         \
    }
static const struct key check_keys[] = {
    {"id", read_check_id, 0, true, 0, 0},
    {"kind", read_kind, 0, true, 0, 0},
    {"points", reader_set_number, offsetof(struct draft, check.points), true, 0, 1e6},
    {"title", reader_set_line, offsetof(struct draft, check.title), false, 0, 0},
    {"hint", reader_set_text, offsetof(struct draft, check.hint), false, 0, 0},
    {"sometimes", read_sometimes, 0, false, 0, 0},
    OPERAND("each", EACH),
    OPERAND("of", OF),
    OPERAND("in", IN),
    OPERAND("times", TIMES),
    OPERAND("lines", LINES),
    OPERAND("are", ARE),
    OPERAND("ordered", ORDERED),
    OPERAND("unexpected", UNEXPECTED),
    OPERAND("order", ORDER),
    OPERAND("same", SAME),
    OPERAND("where", WHERE),
    OPERAND("all", ALL),
    OPERAND("before_any", BEFORE_ANY),
    OPERAND("gap", GAP),
    OPERAND("is", IS),
    OPERAND("total", TOTAL),
    OPERAND("inside", INSIDE),
    OPERAND("at_most", AT_MOST),
    OPERAND("reaches", REACHES),
    OPERAND("exclusive", EXCLUSIVE),
    OPERAND("actors", ACTORS),
    OPERAND("count", COUNT_OF),
    OPERAND("started", STARTED),
    OPERAND("before", BEFORE),
    OPERAND("workers", WORKERS),
    OPERAND("at_once", AT_ONCE),
    OPERAND("file", FILE),
    OPERAND("exit", EXIT),
    OPERAND("cpu", CPU),
    OPERAND("that", THAT),
    OPERAND("model", MODEL),
};

const struct key *reader_check_keys(size_t *count)
{
    *count = sizeof check_keys / sizeof *check_keys;
    return check_keys;
}

enum { COMMON_KEYS = 6, CHECK_KEYS = sizeof check_keys / sizeof *check_keys };

_Static_assert(CHECK_KEYS == COMMON_KEYS + OPERANDS, "every operand has its key");

static const char *operand_name(enum operand operand)
{
    for (size_t i = COMMON_KEYS; i < CHECK_KEYS; i++)
        if (check_keys[i].offset == operand)
            return check_keys[i].name;
    return "?";
}

static bool form_takes(const struct form *form, enum operand operand)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->uses[i].operand == operand)
            return true;
    return false;
}

/* The form whose own key is there and that takes most of the others; no_rule if there are none. */
static const struct form *choose_form(const struct draft *draft)
{
    const struct form *best = &no_rule;
    size_t most = 0;
    for (size_t i = 0; i < FORMS; i++) {
        if (!draft->operands[forms[i].uses[0].operand])
            continue;
        size_t taken = 0;
        for (size_t k = 0; k < forms[i].count; k++)
            taken += draft->operands[forms[i].uses[k].operand] != NULL;
        if (taken > most) {
            most = taken;
            best = &forms[i];
        }
    }
    return best;
}

static bool names_a_rule(enum operand operand)
{
    for (size_t i = 0; i < FORMS; i++)
        if (forms[i].uses[0].operand == operand)
            return true;
    return false;
}

/* "`of`, `in`, `times`" */
static char *list_of_operands(const struct form *form)
{
    struct buffer text = {0};
    for (size_t i = 1; i < form->count; i++)
        buffer_printf(&text, "%s`%s`", i > 1 ? ", " : "", operand_name(form->uses[i].operand));
    return buffer_take(&text);
}

/* The rules that take `operand`: "`each`, `gap`". */
static char *list_of_rules(enum operand operand)
{
    struct buffer text = {0};
    for (size_t i = 0; i < FORMS; i++)
        if (form_takes(&forms[i], operand))
            buffer_printf(&text, "%s`%s`", text.length ? ", " : "",
                          operand_name(forms[i].uses[0].operand));
    return buffer_take(&text);
}

static void refuse_operand(struct reader *r, const struct draft *draft, enum operand operand)
{
    const yaml_node_t *node = draft->operands[operand];
    const char *name = operand_name(operand);
    const char *rule = draft->form->count ? operand_name(draft->form->uses[0].operand) : NULL;
    cleanup_free char *takes = list_of_operands(draft->form);
    cleanup_free char *rules = list_of_rules(operand);
    if (!rule)
        reader_mistake(r, node, "`%s` belongs to a rule that is missing here: %s", name, rules);
    else if (names_a_rule(operand))
        reader_mistake(r, node,
                       "a check has one rule, and this one has `%s`; make `%s` a check of its own",
                       rule, name);
    else if (*takes)
        reader_mistake(r, node, "`%s` does not go with `%s`, which takes %s", name, rule, takes);
    else
        reader_mistake(r, node, "`%s` does not go with `%s`, which stands alone", name, rule);
}

static void read_operands(struct reader *r, struct draft *draft)
{
    const struct form *form = draft->form;
    draft->check.rule = form->rule;
    for (size_t i = 0; i < form->count; i++) {
        yaml_node_t *node = draft->operands[form->uses[i].operand];
        if (node)
            form->uses[i].set(r, &form->uses[i], node, &draft->check);
        else if (form->uses[i].required)
            reader_mistake(r, draft->node, "the rule `%s` needs `%s`, which is missing",
                           operand_name(form->uses[0].operand),
                           operand_name(form->uses[i].operand));
    }
    for (int operand = 0; operand < OPERANDS; operand++)
        if (draft->operands[operand] && !form_takes(form, (enum operand)operand))
            refuse_operand(r, draft, (enum operand)operand);
    struct spec_check *check = &draft->check;
    if (form->rule == RULE_EACH && !draft->operands[OPERAND_TIMES])
        check->count = xstrdup("1");
    if (form->rule == RULE_INSIDE && !draft->operands[OPERAND_AT_MOST] &&
        !draft->operands[OPERAND_REACHES])
        reader_mistake(r, draft->node, "the rule `inside` needs `at_most` or `reaches` or both");
}

static void check_kind_fits(struct reader *r, const struct draft *draft)
{
    const char *kind = draft->has_kind ? check_kind_name(draft->check.kind) : NULL;
    if (!kind || draft->form->kinds & 1u << draft->check.kind)
        return;
    cleanup_buffer struct buffer fitting = {0};
    for (int i = 0; i < KIND_COUNT; i++)
        if (draft->form->kinds & 1u << i)
            buffer_printf(&fitting, "%s%s", fitting.length ? ", " : "",
                          check_kind_name((enum check_kind)i));
    if (draft->form->rule == RULE_NO_FINDING)
        reader_mistake(
            r, draft->kind_node,
            "a check of kind `%s` needs a rule, such as `each` or `total`; only %s can do without",
            kind, fitting.data);
    else
        reader_mistake(r, draft->kind_node,
                       "the kind `%s` does not fit the rule `%s`; expected one of %s", kind,
                       operand_name(draft->form->uses[0].operand), fitting.data);
}

/* Notes a mistake at `node` if the pattern of the event defines no such capture. */
static void check_capture(struct reader *r, const yaml_node_t *node, const char *event,
                          const char *capture)
{
    long i = event_index(r, event);
    char **names = i < 0 ? NULL : r->captures[i].names;
    if (!names || strings_have(names, capture))
        return;
    cleanup_free char *shown = shown_text(capture);
    cleanup_free char *advice =
        nearest_advice(capture, (const char *const *)names, strings_count(names));
    reader_mistake(r, node, "the event `%s` has no capture %s; %s", event, shown, advice);
}

/* The word that begins at `text`, in `word`; its length. */
static size_t copy_word(const char *text, char word[65])
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    size_t kept = length < 64 ? length : 64;
    memcpy(word, text, kept);
    word[kept] = '\0';
    return length;
}

/* Behind the Lua string or comment that begins at `text`; `text` if there is none. */
static const char *skip_literal(const char *text)
{
    if (text[0] == '-' && text[1] == '-')
        return text + strcspn(text, "\n");
    if (*text != '"' && *text != '\'')
        return text;
    const char *at = text + 1;
    while (*at && *at != *text)
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

/* In Lua a misspelt `first.nam` is nil without a word, and nil equals nil: so look for these here.
 */
static void check_where(struct reader *r, const yaml_node_t *node, const struct spec_check *check)
{
    char word[65];
    const char *text = check->where, *literal;
    char before = '\0';
    for (; *text; before = text[-1]) {
        if ((literal = skip_literal(text)) != text) {
            text = literal;
            continue;
        }
        size_t length = copy_word(text, word);
        int side = strcmp(word, "first") == 0 ? 0 : strcmp(word, "second") == 0 ? 1 : -1;
        text += length ? length : 1;
        if (side < 0 || before == '.' || text[0] != '.' || text[1] == '.')
            continue;
        text += 1 + copy_word(text + 1, word);
        if (*word)
            check_capture(r, node, check->events[side], word);
    }
}

static void check_captures(struct reader *r, const struct draft *draft)
{
    const struct spec_check *check = &draft->check;
    size_t events = strings_count(check->events);
    enum operand operand = check->rule == RULE_EACH ? OPERAND_OF : OPERAND_SAME;
    for (size_t i = 0; check->capture && i < events; i++)
        check_capture(r, draft->operands[operand], check->events[i], check->capture);
    if (check->where && events == 2)
        check_where(r, draft->operands[OPERAND_WHERE], check);
}

static void read_check(struct reader *r, yaml_node_t *node)
{
    struct draft draft = {.node = node, .check.line = (int)node->start_mark.line + 1};
    if (!reader_object(r, node, "a check", check_keys, CHECK_KEYS, &draft))
        return;
    draft.form = choose_form(&draft);
    read_operands(r, &draft);
    check_kind_fits(r, &draft);
    check_captures(r, &draft);
    if (!draft.check.title)
        draft.check.title = title_of(draft.check.id ? draft.check.id : "check");
    *GROW(r->spec->checks, r->spec->check_count, r->spec->check_capacity) = draft.check;
}

void read_checks(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    yaml_node_item_t *items;
    size_t count;
    (void)key;
    (void)object;
    if (reader_list(r, value, "a list of checks", &items, &count) < 0)
        return;
    if (!count)
        reader_mistake(r, value, "there are no checks; expected one at least");
    for (size_t i = 0; i < count; i++)
        read_check(r, reader_node(r, items[i]));
}
