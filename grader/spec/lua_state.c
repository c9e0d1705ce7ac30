#include "spec/lua_state.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define STEPS_MAX            20000000
#define STEPS_HOOK           1000
#define MEMORY_MAX           ((size_t)128 << 20)
#define MEMORY_ASKED_FOR_MAX ((size_t)1 << 30)
#define LIST_MAX             100000

static struct expression_env *env_of(lua_State *L)
{
    return *(struct expression_env **)lua_getextraspace(L);
}

static void *allocate(void *data, void *old, size_t old_size, size_t size)
{
    struct expression_env *env = data;
    if (!old)
        old_size = 0; /* Lua passes the kind of object here */
    if (!size) {
        free(old);
        env->memory_used -= old_size;
        return NULL;
    }
    if (size > old_size) {
        if (size - old_size > MEMORY_MAX - env->memory_used ||
            env->memory_asked_for > MEMORY_ASKED_FOR_MAX)
            return NULL;
        env->memory_asked_for += size - old_size;
    }
    void *new = realloc(old, size);
    if (new)
        env->memory_used += size - old_size;
    return new;
}

static void raise_exhausted(lua_State *L)
{
    luaL_error(L, "it takes too long: stopped after %d steps", STEPS_MAX);
}

static void count_hook(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    struct expression_env *env = env_of(L);
    env->steps_left -= STEPS_HOOK;
    if (env->steps_left < 0)
        raise_exhausted(L);
}

void lua_state_spend(lua_State *L, size_t steps)
{
    struct expression_env *env = env_of(L);
    env->steps_left -= steps < STEPS_MAX ? (int64_t)steps : STEPS_MAX + 1;
    if (env->steps_left < 0)
        raise_exhausted(L);
}

struct expression_env *lua_state_create(struct error *err)
{
    struct expression_env *env = xcalloc(1, sizeof *env);
    env->L = lua_newstate(allocate, env);
    if (!env->L) {
        free(env);
        error_set(err, ERROR_MACHINE, "no memory for a Lua state");
        return NULL;
    }
    *(struct expression_env **)lua_getextraspace(env->L) = env;
    return env;
}

void expression_env_free(struct expression_env *env)
{
    if (!env)
        return;
    lua_close(env->L);
    free(env);
}

int lua_state_protect(struct expression_env *env, lua_CFunction f, void *job, struct error *err)
{
    lua_State *L = env->L;
    env->steps_left = STEPS_MAX;
    env->memory_asked_for = 0;
    lua_sethook(L, count_hook, LUA_MASKCOUNT, STEPS_HOOK);
    lua_settop(L, 0);
    lua_pushcfunction(L, f);
    lua_pushlightuserdata(L, job);
    int status = lua_pcall(L, 1, 0, 0);
    if (status == LUA_OK)
        return 0;
    if (status == LUA_ERRMEM)
        error_set(err, ERROR_USAGE, "it needs too much memory");
    else if (lua_type(L, -1) == LUA_TSTRING)
        error_set(err, ERROR_USAGE, "%s", lua_tostring(L, -1));
    else
        error_set(err, ERROR_USAGE, "error() was called with a %s, not with a message",
                  luaL_typename(L, -1));
    lua_settop(L, 0);
    return -1;
}

/* Stands before a library function: its work is proportional to what goes in and out. */
static int charged(lua_State *L)
{
    size_t steps = 1;
    for (int i = lua_gettop(L); i > 0; i--)
        steps += lua_rawlen(L, i) / (lua_type(L, i) == LUA_TSTRING ? 16 : 4);
    lua_state_spend(L, steps);
    /* Called directly, not through lua_call(): so its error messages name the right function. */
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
    if (results > 4)
        lua_state_spend(L, (size_t)results / 4);
    return results;
}

/* Charges every function of the library on top of the stack. */
static void charge_library(lua_State *L)
{
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (!lua_iscfunction(L, -1)) {
            lua_pop(L, 1);
            continue;
        }
        lua_pushcclosure(L, charged, 1);
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4); /* the key exists: the traversal stays valid */
    }
}

/* f(1), f(2), … */
static int helper_repeated(lua_State *L)
{
    lua_Integer count = luaL_checkinteger(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    luaL_argcheck(L, count >= 0 && count <= LIST_MAX, 1, "expected 0 to 100000");
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_state_spend(L, 2);
        lua_pushvalue(L, 2);
        lua_pushinteger(L, i);
        lua_call(L, 1, 1);
        lua_rawseti(L, 3, i);
    }
    return 1;
}

static int helper_map(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_Unsigned count = lua_rawlen(L, 1);
    lua_settop(L, 2);
    lua_newtable(L);
    for (lua_Unsigned i = 1; i <= count; i++) {
        lua_state_spend(L, 2);
        lua_pushvalue(L, 2);
        lua_rawgeti(L, 1, (lua_Integer)i);
        lua_call(L, 1, 1);
        lua_rawseti(L, 3, (lua_Integer)i);
    }
    return 1;
}

static int key_rank(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        return 0;
    case LUA_TSTRING:
        return 1;
    default:
        return 2;
    }
}

static int key_less(lua_State *L)
{
    int a = key_rank(L, 1), b = key_rank(L, 2);
    lua_pushboolean(L, a != b ? a < b : a < 2 && lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

static int pairs_next(lua_State *L)
{
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(3));
    do {
        lua_settop(L, 0);
        lua_rawgeti(L, lua_upvalueindex(2), ++i);
        if (lua_isnil(L, -1))
            return 1;
        lua_pushvalue(L, -1);
        lua_rawget(L, lua_upvalueindex(1));
    } while (lua_isnil(L, -1)); /* removed since the start */
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

/* Numbers, then strings, in order: Lua's own order changes from run to run, and a grade must not.
 */
static int sorted_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_newtable(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        lua_state_spend(L, 4);
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, ++count);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEPT_SORT);
    lua_pushvalue(L, 2);
    lua_pushcfunction(L, key_less);
    lua_call(L, 2, 0);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, pairs_next, 3);
    return 1;
}

static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                     {LUA_STRLIBNAME, luaopen_string},
                                     {LUA_TABLIBNAME, luaopen_table},
                                     {LUA_MATHLIBNAME, luaopen_math},
                                     {LUA_UTF8LIBNAME, luaopen_utf8}};

static const struct {
    const char *library, *name;
} left_out[] = {
    {NULL, "collectgarbage"}, {NULL, "dofile"},   {NULL, "getmetatable"}, {NULL, "load"},
    {NULL, "loadfile"},       {NULL, "pcall"},    {NULL, "print"},        {NULL, "setmetatable"},
    {NULL, "warn"},           {NULL, "xpcall"},   {NULL, "_G"},           {"math", "random"},
    {"math", "randomseed"},   {"string", "dump"}, {"table", "move"},
};

static void open_libraries(lua_State *L)
{
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        if (left_out[i].library)
            lua_getglobal(L, left_out[i].library);
        else
            lua_pushglobaltable(L);
        lua_pushnil(L);
        lua_setfield(L, -2, left_out[i].name);
        lua_pop(L, 1);
    }
    lua_getglobal(L, "table");
    lua_getfield(L, -1, "sort");
    lua_rawseti(L, LUA_REGISTRYINDEX, KEPT_SORT);
    lua_getfield(L, -1, "concat");
    lua_pushcclosure(L, charged, 1);
    lua_setglobal(L, "join"); /* join(list, separator) is table.concat */
    lua_pop(L, 1);
}

static void open_bare_math(lua_State *L)
{
    static const char *const names[] = {"ceil", "floor", "min", "max", "abs"};
    lua_getglobal(L, "math");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_getfield(L, -1, names[i]);
        lua_setglobal(L, names[i]);
    }
    lua_pop(L, 1);
}

void lua_state_open(lua_State *L)
{
    static const char *const charged_libraries[] = {"string", "table", "utf8"};
    open_libraries(L);
    open_bare_math(L);
    for (size_t i = 0; i < 3; i++) {
        lua_getglobal(L, charged_libraries[i]);
        charge_library(L);
        lua_pop(L, 1);
    }
    lua_getglobal(L, "string");
    lua_strings_open(L);
    lua_pop(L, 1);
    lua_register(L, "pairs", sorted_pairs);
    lua_register(L, "repeated", helper_repeated);
    lua_register(L, "map", helper_map);
}
