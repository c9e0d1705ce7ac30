/*
 * A Lua state that can neither hang nor eat the grader, nor reach anything
 * outside itself. Private to the folder: others see expression.h.
 *
 * What is bounded, for each evaluation:
 *   - VM instructions, by a count hook; work inside C functions is charged to
 *     the same account (by the size of arguments and results, by the step in
 *     pattern matching), because the hook does not see it;
 *   - memory held at once and memory asked for in all, by the allocator.
 * What could get round these is left out. An error ends the evaluation: no pcall
 * (a stack overflow that is caught costs milliseconds and no instructions, over
 * and over), no xpcall (message handlers run with hooks off). No setmetatable
 * (so do finalizers; and __len would let table functions run on). load takes
 * byte code, and random numbers would make a grade differ from run to run.
 */
#ifndef GRADER_SPEC_LUA_STATE_H
#define GRADER_SPEC_LUA_STATE_H

#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "spec/expression.h"

struct expression_env {
    lua_State *L;
    size_t memory_used;      /* held now */
    size_t memory_asked_for; /* in this evaluation, freed or not */
    int64_t steps_left;      /* of this evaluation; negative: used up */
};

/* Values that the registry keeps. */
enum { KEPT_EXPRESSIONS = LUA_RIDX_LAST + 1, KEPT_CHUNKS, KEPT_OVERLAY, KEPT_SORT };

/* A state with nothing in it; NULL with ERROR_MACHINE. expression_env_free() frees it. */
struct expression_env *lua_state_create(struct error *err);

/* Opens the libraries, made safe, and the helpers. May raise a Lua error. */
void lua_state_open(lua_State *L);

/* Calls f(job) with a fresh account; -1 with ERROR_USAGE and Lua's reason if it raises an error. */
int lua_state_protect(struct expression_env *env, lua_CFunction f, void *job, struct error *err);

/* Charges work done in C; raises a Lua error once the account is empty. */
void lua_state_spend(lua_State *L, size_t steps);

/* Replaces find, match, gmatch, gsub and rep in the table on top of the stack by bounded ones. */
void lua_strings_open(lua_State *L);

/*
 * expression_env_create() that gives a state even if `let` failed: then *let_failed
 * is true, *line is the line of `let` (0: not known), and err says why.
 */
struct expression_env *expression_env_create_line(const struct spec *spec,
                                                  const struct spec_case *c, bool *let_failed,
                                                  int *line, struct error *err);

/*
 * expression_check() that also tells the line of the chunk where the mistake
 * is; 0 where it has only one.
 */
int expression_check_line(const char *text, bool is_chunk, int *line, struct error *err);

#endif
