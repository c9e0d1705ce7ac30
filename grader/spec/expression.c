#include "spec/expression.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/lua_state.h"

#define DURATION_MAX_NS 1e18
#define EXPRESSION_NAME "expression"
#define CHUNK_NAME      "that"
#define LET_NAME        "let"

/* One evaluation: what goes in, and what comes out. */
struct job {
    const char *text;
    bool is_chunk;
    void (*bind)(lua_State *L,
                 struct job *job); /* sets variables in the table on top; may be NULL */
    void (*take)(lua_State *L, struct job *job); /* reads the result on top of the stack */

    const struct expression_captures *first, *second;
    const struct expression_event *events;
    size_t event_count;
    const struct expression_run *run;

    double number;
    int64_t integer;
    char **strings; /* owned */
    size_t count;
    bool truth, unknown;
    char *message; /* owned */
};

/* Leaves the compiled text on the stack. Lua raises the error if it is not well-formed. */
static void compile(lua_State *L, const char *text, bool is_chunk, const char *name)
{
    size_t size;
    if (is_chunk)
        lua_pushstring(L, text);
    else
        lua_pushfstring(L, "return (%s\n)", text);
    const char *source = lua_tolstring(L, -1, &size);
    lua_pushfstring(L, "=%s", name);
    if (luaL_loadbufferx(L, source, size, lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* The same, compiled once for each text. */
static void push_function(lua_State *L, const struct job *job)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, job->is_chunk ? KEPT_CHUNKS : KEPT_EXPRESSIONS);
    lua_pushstring(L, job->text);
    lua_pushvalue(L, -1);
    lua_rawget(L, -3);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        compile(L, job->text, job->is_chunk, job->is_chunk ? CHUNK_NAME : EXPRESSION_NAME);
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, -5);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/*
 * Runs in protected mode. An expression sees the case's variables through a
 * table of its own, which is dropped afterwards: what one check assigns, no
 * other sees.
 */
static int evaluate(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    push_function(L, job);
    lua_newtable(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEPT_OVERLAY);
    lua_setmetatable(L, -2);
    if (job->bind)
        job->bind(L, job);
    lua_setupvalue(L, -2, 1); /* the first upvalue of a loaded chunk is _ENV */
    lua_call(L, 0, job->is_chunk ? 2 : 1);
    job->take(L, job);
    return 0;
}

/*
 * "let:3: attempt to …" becomes "line 3 of `let`: attempt to …"; an expression
 * is one line, so its number says nothing. *line is that of a chunk, or 0.
 */
static void explain_place(struct error *err, int *line)
{
    static const struct {
        const char *name, *of;
    } places[] = {{EXPRESSION_NAME, NULL}, {CHUNK_NAME, ""}, {LET_NAME, " of `let`"}};
    *line = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t length = strlen(places[i].name);
        int number, used = 0;
        if (strncmp(err->message, places[i].name, length) != 0 ||
            sscanf(err->message + length, ":%d: %n", &number, &used) != 1 || !used)
            continue;
        cleanup_free char *reason = xstrdup(err->message + length + (size_t)used);
        if (!places[i].of) {
            error_set(err, err->kind, "%s", reason);
            return;
        }
        *line = number;
        error_set(err, err->kind, "line %d%s: %s", number, places[i].of, reason);
        return;
    }
}

/* Puts the beginning of the text before Lua's reason. */
static int explain(struct error *err, const struct job *job)
{
    int line;
    explain_place(err, &line);
    if (job->is_chunk)
        return error_wrap(err, "the Lua chunk of `that`");
    size_t length = strcspn(job->text, "\n");
    bool cut = length > 60 || job->text[length];
    return error_wrap(err, "the expression `%.*s%s`", (int)(length > 60 ? 60 : length), job->text,
                      cut ? "…" : "");
}

static int run(struct expression_env *env, struct job *job, struct error *err)
{
    if (lua_state_protect(env, evaluate, job, err) == 0)
        return 0;
    free_strings(job->strings);
    free(job->message);
    return explain(err, job);
}

/* The variables of a case; arguments: the case, the spec. */
struct setup {
    const struct spec *spec;
    const struct spec_case *c;
};

static void push_environment(lua_State *L, char *const *environment)
{
    lua_newtable(L);
    for (; environment && *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (!equals)
            continue;
        lua_pushlstring(L, *environment, (size_t)(equals - *environment));
        lua_pushstring(L, equals + 1);
        lua_rawset(L, -3);
    }
}

static int set_up(lua_State *L)
{
    const struct spec_case *c = ((const struct setup *)lua_touserdata(L, 1))->c;
    lua_state_open(L);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEPT_EXPRESSIONS);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEPT_CHUNKS);
    lua_newtable(L);
    lua_pushglobaltable(L);
    lua_setfield(L, -2, "__index");
    lua_rawseti(L, LUA_REGISTRYINDEX, KEPT_OVERLAY);
    lua_createtable(L, (int)c->arg_count, 0);
    for (size_t i = 0; i < c->arg_count; i++) {
        lua_pushstring(L, c->args[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setglobal(L, "args");
    lua_pushinteger(L, (lua_Integer)c->arg_count);
    lua_setglobal(L, "n");
    push_environment(L, c->environment);
    lua_setglobal(L, "environment");
    return 0;
}

static int run_let(lua_State *L)
{
    compile(L, ((const struct setup *)lua_touserdata(L, 1))->spec->let, true, LET_NAME);
    lua_call(L, 0, 0);
    return 0;
}

static void free_envp(struct expression_env **env)
{
    expression_env_free(*env);
}

struct expression_env *expression_env_create_line(const struct spec *spec,
                                                  const struct spec_case *c, bool *let_failed,
                                                  int *line, struct error *err)
{
    struct setup setup = {spec, c};
    *let_failed = false;
    *line = 0;
    cleanup_with(free_envp) struct expression_env *env = lua_state_create(err);
    if (!env)
        return NULL;
    if (lua_state_protect(env, set_up, &setup, err) < 0) {
        err->kind = ERROR_MACHINE;
        error_wrap(err, "preparing Lua");
        return NULL;
    }
    if (spec->let && lua_state_protect(env, run_let, &setup, err) < 0) {
        *let_failed = true;
        explain_place(err, line);
    }
    return steal_ptr(env);
}

struct expression_env *expression_env_create(const struct spec *spec, const struct spec_case *c,
                                             struct error *err)
{
    bool let_failed;
    int line;
    struct expression_env *env = expression_env_create_line(spec, c, &let_failed, &line, err);
    if (!env || !let_failed)
        return env;
    error_wrap(err, "`let` fails in case `%s`", c->id);
    expression_env_free(env);
    return NULL;
}

static int check_syntax(lua_State *L)
{
    const struct job *job = lua_touserdata(L, 1);
    compile(L, job->text, job->is_chunk, job->is_chunk ? CHUNK_NAME : EXPRESSION_NAME);
    return 0;
}

int expression_check_line(const char *text, bool is_chunk, int *line, struct error *err)
{
    struct job job = {.text = text, .is_chunk = is_chunk};
    *line = 0;
    cleanup_with(free_envp) struct expression_env *env = lua_state_create(err);
    if (!env)
        return -1;
    if (!is_chunk && !text[strspn(text, " \t\r\n")])
        return error_set(err, ERROR_USAGE, "it is empty");
    if (lua_state_protect(env, check_syntax, &job, err) == 0)
        return 0;
    explain_place(err, line);
    return -1;
}

int expression_check(const char *text, bool is_chunk, struct error *err)
{
    int line;
    return expression_check_line(text, is_chunk, &line, err);
}

static void take_number(lua_State *L, struct job *job)
{
    int is_number;
    job->number = lua_tonumberx(L, -1, &is_number);
    if (!is_number)
        luaL_error(L, "expected a number, got a %s", luaL_typename(L, -1));
    if (!isfinite(job->number))
        luaL_error(L, "expected a finite number");
}

static void take_integer(lua_State *L, struct job *job)
{
    int is_integer;
    take_number(L, job);
    job->integer = lua_tointegerx(L, -1, &is_integer);
    if (!is_integer)
        luaL_error(L, "expected a whole number, got %f", job->number);
}

/* A float that is whole is written without ".0": nobody who writes n / 2 means "2.0". */
static void push_text_of(lua_State *L, int index, lua_Integer position)
{
    double number = lua_tonumber(L, index);
    if (lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index) && floor(number) == number &&
        fabs(number) < 9e15) {
        lua_pushinteger(L, (lua_Integer)number);
    } else if (lua_isstring(L, index)) {
        lua_pushvalue(L, index);
    } else {
        luaL_error(L, "expected a list of strings, but element %I is a %s", position,
                   luaL_typename(L, index));
    }
}

/* A key that is none of 1 … count: then the table is no list, and a part of it would be lost. */
static void refuse_other_keys(lua_State *L, int table, lua_Integer count)
{
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        int is_integer;
        lua_Integer key = lua_tointegerx(L, -2, &is_integer);
        if (lua_type(L, -2) == LUA_TNUMBER && is_integer && key >= 1 && key <= count)
            continue;
        lua_pushvalue(L, -2);
        luaL_error(L, "expected a list of strings, got a table with the key `%s`",
                   luaL_tolstring(L, -1, NULL));
    }
}

static void take_strings(lua_State *L, struct job *job)
{
    if (!lua_istable(L, -1))
        luaL_error(L, "expected a list of strings, got a %s", luaL_typename(L, -1));
    int table = lua_gettop(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, table);
    refuse_other_keys(L, table, count);
    lua_state_spend(L, (size_t)count);
    job->strings = xcalloc((size_t)count + 1, sizeof *job->strings);
    for (lua_Integer i = 1; i <= count; i++) {
        size_t size;
        lua_rawgeti(L, table, i);
        push_text_of(L, table + 1, i);
        const char *text = lua_tolstring(L, -1, &size);
        if (strlen(text) != size)
            luaL_error(L, "element %I of the list has a NUL byte in it", i);
        job->strings[job->count++] = xstrndup(text, size);
        lua_settop(L, table);
    }
}

static void take_truth(lua_State *L, struct job *job)
{
    job->truth = lua_toboolean(L, -1);
}

/* true, or false and a message. */
static void take_verdict(lua_State *L, struct job *job)
{
    job->unknown =
        lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), "cannot tell") == 0;
    if (job->unknown)
        return;
    if (!lua_isboolean(L, -2))
        luaL_error(L,
                   "expected true, or false and a message, got %s%s (does the chunk end with "
                   "`return true`?)",
                   lua_isnil(L, -2) ? "" : "a ", luaL_typename(L, -2));
    job->truth = lua_toboolean(L, -2);
    if (job->truth || lua_isnil(L, -1))
        return;
    if (!lua_isstring(L, -1))
        luaL_error(L, "expected a message as the second value, got a %s", luaL_typename(L, -1));
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    job->message = xstrndup(text, size);
}

int expression_number(struct expression_env *env, const char *text, double *out, struct error *err)
{
    struct job job = {.text = text, .take = take_number};
    if (run(env, &job, err) < 0)
        return -1;
    *out = job.number;
    return 0;
}

int expression_integer(struct expression_env *env, const char *text, int64_t *out,
                       struct error *err)
{
    struct job job = {.text = text, .take = take_integer};
    if (run(env, &job, err) < 0)
        return -1;
    *out = job.integer;
    return 0;
}

int expression_strings(struct expression_env *env, const char *text, char ***out, size_t *count,
                       struct error *err)
{
    struct job job = {.text = text, .take = take_strings};
    if (run(env, &job, err) < 0)
        return -1;
    *out = job.strings;
    *count = job.count;
    return 0;
}

int expression_duration(struct expression_env *env, const struct spec_duration *d, int64_t *out_ns,
                        struct error *err)
{
    double number;
    if (expression_number(env, d->expression, &number, err) < 0)
        return -1;
    double ns = number * (double)d->unit_ns;
    if (ns < 0)
        return error_set(err, ERROR_USAGE,
                         "the expression `%s`: a duration cannot be negative, got %g",
                         d->expression, number);
    if (ns > DURATION_MAX_NS)
        return error_set(err, ERROR_USAGE, "the expression `%s`: %g is too long a duration",
                         d->expression, number);
    *out_ns = llround(ns);
    return 0;
}

/* Adds the captures to the table on top; those named in `except` are left out. */
static void add_captures(lua_State *L, const struct expression_captures *captures,
                         const char *const *except)
{
    for (size_t i = 0; i < captures->count; i++) {
        bool taken = false;
        for (size_t k = 0; except && except[k]; k++)
            taken = taken || strcmp(except[k], captures->names[i]) == 0;
        if (taken || !captures->values[i])
            continue;
        lua_pushlstring(L, captures->values[i], captures->sizes[i]);
        lua_setfield(L, -2, captures->names[i]);
    }
}

static void bind_pair(lua_State *L, struct job *job)
{
    lua_createtable(L, 0, (int)job->first->count);
    add_captures(L, job->first, NULL);
    lua_setfield(L, -2, "first");
    lua_createtable(L, 0, (int)job->second->count);
    add_captures(L, job->second, NULL);
    lua_setfield(L, -2, "second");
}

int expression_where(struct expression_env *env, const char *text,
                     const struct expression_captures *first,
                     const struct expression_captures *second, bool *out, struct error *err)
{
    struct job job = {
        .text = text, .bind = bind_pair, .take = take_truth, .first = first, .second = second};
    if (run(env, &job, err) < 0)
        return -1;
    *out = job.truth;
    return 0;
}

static void push_event(lua_State *L, const struct expression_event *event)
{
    static const char *const own[] = {"name",  "line", "time",     "idle",
                                      "clock", "task", "captures", NULL};
    lua_createtable(L, 0, 7 + (int)event->captures.count);
    if (event->name) {
        lua_pushstring(L, event->name);
        lua_setfield(L, -2, "name");
    }
    lua_pushlstring(L, event->line, event->line_size);
    lua_setfield(L, -2, "line");
    lua_pushnumber(L, event->time_s);
    lua_setfield(L, -2, "time");
    lua_pushnumber(L, event->idle_s);
    lua_setfield(L, -2, "idle");
    lua_pushnumber(L, event->clock_s);
    lua_setfield(L, -2, "clock");
    lua_pushinteger(L, event->task);
    lua_setfield(L, -2, "task");
    add_captures(L, &event->captures, own);
    lua_createtable(L, 0, (int)event->captures.count);
    add_captures(L, &event->captures, NULL);
    lua_setfield(L, -2, "captures");
}

static void push_number(lua_State *L, const char *field, double number)
{
    lua_pushnumber(L, number);
    lua_setfield(L, -2, field);
}

static void push_tasks(lua_State *L, const struct expression_run *run)
{
    lua_createtable(L, (int)run->task_count, 0);
    for (size_t i = 0; i < run->task_count; i++) {
        const struct expression_task *task = &run->tasks[i];
        lua_createtable(L, 0, 3);
        push_number(L, "ended", task->ended_s);
        lua_pushboolean(L, task->is_thread);
        lua_setfield(L, -2, "thread");
        if (task->gave >= 0) {
            lua_pushboolean(L, task->gave);
            lua_setfield(L, -2, "gave");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "tasks");
}

static void push_run(lua_State *L, const struct expression_run *run)
{
    lua_createtable(L, 0, 5);
    push_number(L, "total", run->total_s);
    push_number(L, "idle", run->idle_s);
    push_number(L, "cpu", run->cpu_s);
    lua_createtable(L, (int)run->process_count, 0);
    for (size_t i = 0; i < run->process_count; i++) {
        lua_createtable(L, 0, 2);
        push_number(L, "cpu", run->processes[i].cpu_s);
        lua_pushboolean(L, run->processes[i].is_initial);
        lua_setfield(L, -2, "initial");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "processes");
    push_tasks(L, run);
}

static void bind_events(lua_State *L, struct job *job)
{
    lua_createtable(L, (int)job->event_count, 0);
    for (size_t i = 0; i < job->event_count; i++) {
        push_event(L, &job->events[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "events");
    push_run(L, job->run);
    lua_setfield(L, -2, "run");
}

int expression_that(struct expression_env *env, const char *chunk,
                    const struct expression_event *events, size_t count,
                    const struct expression_run *of_run, enum expression_verdict *out,
                    char **message, struct error *err)
{
    struct job job = {.text = chunk,
                      .is_chunk = true,
                      .bind = bind_events,
                      .take = take_verdict,
                      .events = events,
                      .event_count = count,
                      .run = of_run};
    *message = NULL;
    if (run(env, &job, err) < 0)
        return -1;
    *out = job.unknown ? THAT_CANNOT_TELL : job.truth ? THAT_HOLDS : THAT_FAILS;
    *message = job.message;
    return 0;
}
