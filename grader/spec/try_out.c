/*
 * Once a spec has no other mistakes, everything in it that can be evaluated is,
 * in every case: a name misspelt in an expression is then told at its place in
 * the file, and not when the first student hands in.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/expression.h"
#include "spec/lua_state.h"
#include "spec/reader.h"

static int try_count(struct expression_env *env, const struct trial *trial, struct error *err)
{
    int64_t number;
    if (expression_integer(env, trial->text.expression, &number, err) < 0)
        return -1;
    if (number < 0)
        return error_set(err, ERROR_USAGE, "the expression `%s`: expected 0 or more, got %lld",
                         trial->text.expression, (long long)number);
    return 0;
}

static int try_strings(struct expression_env *env, const struct trial *trial, struct error *err)
{
    char **strings;
    size_t count;
    if (expression_strings(env, trial->text.expression, &strings, &count, err) < 0)
        return -1;
    free_strings(strings);
    return 0;
}

static int try_duration(struct expression_env *env, const struct trial *trial, struct error *err)
{
    int64_t ns;
    return expression_duration(env, &trial->text, &ns, err);
}

static int (*const tries[])(struct expression_env *, const struct trial *, struct error *) = {
    [TRIAL_COUNT] = try_count,
    [TRIAL_STRINGS] = try_strings,
    [TRIAL_DURATION] = try_duration,
};

static void free_env(struct expression_env **env)
{
    expression_env_free(*env);
}

/* False if `let` fails: then nothing else is worth a word. */
static bool try_case(struct reader *r, const struct spec_case *c)
{
    bool let_failed;
    int line;
    cleanup_error struct error err = ERROR_INIT;
    cleanup_with(free_env) struct expression_env *env =
        expression_env_create_line(r->spec, c, &let_failed, &line, &err);
    if (!env || let_failed) {
        cleanup_free char *message = xasprintf("`let` fails in case `%s`: %s", c->id, err.message);
        if (r->let)
            reader_mistake_in_chunk(r, r->let, line, message);
        return false;
    }
    for (size_t i = 0; i < r->trial_count; i++) {
        struct trial *trial = &r->trials[i];
        if (trial->failed || tries[trial->type](env, trial, &err) == 0)
            continue;
        trial->failed = true; /* once is enough */
        reader_mistake(r, trial->node, "%s (in case `%s`)", err.message, c->id);
    }
    return true;
}

void reader_try_out(struct reader *r)
{
    for (size_t i = 0; i < r->spec->case_count; i++)
        if (!try_case(r, &r->spec->cases[i]))
            return;
}
