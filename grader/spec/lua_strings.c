/*
 * string.find, match, gmatch, gsub and rep as the Lua 5.4 manual describes
 * them, with every step charged to the account of the evaluation. Lua's own
 * versions do all their work inside one C call, where no hook can stop a
 * pattern that backtracks for hours, and the subject is often a line that a
 * submission wrote.
 */
#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

#include "spec/lua_state.h"

enum { CAPTURES_MAX = 32, DEPTH_MAX = 200, REP_BYTES_MAX = 1 << 20 };
enum { CAPTURE_OPEN = -1, CAPTURE_POSITION = -2 };

struct matcher {
    lua_State *L;
    const char *subject, *subject_end, *pattern_end;
    int level, depth;
    struct {
        const char *start;
        ptrdiff_t length; /* or CAPTURE_OPEN, CAPTURE_POSITION */
    } captures[CAPTURES_MAX];
};

static const char *match_here(struct matcher *m, const char *s, const char *p);

/* The end of the single-character item that starts at `p`: `a`, `.`, `%d`, `[set]`. */
static const char *item_end(struct matcher *m, const char *p)
{
    char first = *p++;
    if (first == '%') {
        if (p == m->pattern_end)
            luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 1;
    }
    if (first != '[')
        return p;
    if (p < m->pattern_end && *p == '^')
        p++;
    do { /* a ']' that comes first stands for itself */
        if (p == m->pattern_end)
            luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p++ == '%')
            p++;
        if (p > m->pattern_end)
            luaL_error(m->L, "malformed pattern (missing ']')");
    } while (p == m->pattern_end || *p != ']');
    return p + 1;
}

static bool in_class(int c, int class)
{
    static const struct {
        char letter;
        int (*is)(int);
    } classes[] = {{'a', isalpha}, {'c', iscntrl}, {'d', isdigit}, {'g', isgraph}, {'l', islower},
                   {'p', ispunct}, {'s', isspace}, {'u', isupper}, {'w', isalnum}, {'x', isxdigit}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i].letter == tolower(class))
            return (classes[i].is(c) != 0) != (isupper(class) != 0);
    return class == c;
}

/* `set` points at '[', `end` behind ']'. */
static bool in_set(int c, const char *set, const char *end)
{
    bool inside = true;
    const char *last = end - 1;
    const char *p = set + 1;
    if (*p == '^') {
        inside = false;
        p++;
    }
    for (; p < last; p++) {
        if (*p == '%') {
            p++;
            if (in_class(c, (unsigned char)*p))
                return inside;
        } else if (p[1] == '-' && p + 2 < last) {
            if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2])
                return inside;
            p += 2;
        } else if ((unsigned char)*p == c) {
            return inside;
        }
    }
    return !inside;
}

static bool matches_item(const struct matcher *m, const char *s, const char *p, const char *end)
{
    if (s >= m->subject_end)
        return false;
    int c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return in_class(c, (unsigned char)p[1]);
    case '[':
        return in_set(c, p, end);
    default:
        return (unsigned char)*p == c;
    }
}

static const char *match_greedy(struct matcher *m, const char *s, const char *p, const char *end)
{
    ptrdiff_t count = 0;
    while (matches_item(m, s + count, p, end))
        count++;
    lua_state_spend(m->L, (size_t)count);
    for (; count >= 0; count--) {
        const char *rest = match_here(m, s + count, end + 1);
        if (rest)
            return rest;
    }
    return NULL;
}

static const char *match_lazy(struct matcher *m, const char *s, const char *p, const char *end)
{
    for (;; s++) {
        const char *rest = match_here(m, s, end + 1);
        if (rest)
            return rest;
        if (!matches_item(m, s, p, end))
            return NULL;
    }
}

static const char *open_capture(struct matcher *m, const char *s, const char *p, ptrdiff_t kind)
{
    if (m->level == CAPTURES_MAX)
        luaL_error(m->L, "too many captures");
    m->captures[m->level].start = s;
    m->captures[m->level].length = kind;
    m->level++;
    const char *rest = match_here(m, s, p);
    if (!rest)
        m->level--;
    return rest;
}

static const char *close_capture(struct matcher *m, const char *s, const char *p)
{
    int i = m->level - 1;
    while (i >= 0 && m->captures[i].length != CAPTURE_OPEN)
        i--;
    if (i < 0)
        luaL_error(m->L, "invalid pattern capture");
    m->captures[i].length = s - m->captures[i].start;
    const char *rest = match_here(m, s, p);
    if (!rest)
        m->captures[i].length = CAPTURE_OPEN;
    return rest;
}

/* %1: the same text again. NULL if it is not there. */
static const char *match_back(struct matcher *m, const char *s, int digit)
{
    int i = digit - '1';
    if (i < 0 || i >= m->level || m->captures[i].length == CAPTURE_OPEN)
        luaL_error(m->L, "invalid capture index %%%d in pattern", i + 1);
    if (m->captures[i].length == CAPTURE_POSITION)
        return NULL; /* a position is no text */
    size_t length = (size_t)m->captures[i].length;
    if ((size_t)(m->subject_end - s) < length || memcmp(m->captures[i].start, s, length) != 0)
        return NULL;
    return s + length;
}

/* %bxy; `p` points at x. */
static const char *match_balance(struct matcher *m, const char *s, const char *p)
{
    if (m->pattern_end - p < 2)
        luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    if (s == m->subject_end || *s != *p)
        return NULL;
    int open = 1;
    const char *at = s + 1;
    for (; at < m->subject_end && open; at++)
        open += *at == p[1] ? -1 : *at == p[0];
    lua_state_spend(m->L, (size_t)(at - s));
    return open ? NULL : at;
}

/* %f[set]; `p` points at what should be '['. The end of the pattern item, or NULL if it fails. */
static const char *match_frontier(struct matcher *m, const char *s, const char *p)
{
    if (p == m->pattern_end || *p != '[')
        luaL_error(m->L, "missing '[' after '%%f' in pattern");
    const char *end = item_end(m, p);
    int before = s == m->subject ? 0 : (unsigned char)s[-1];
    int after = s == m->subject_end ? 0 : (unsigned char)*s;
    return !in_set(before, p, end) && in_set(after, p, end) ? end : NULL;
}

/* One item with what may follow it. *rest is the result if true; else go on at *s, *p. */
static bool match_item(struct matcher *m, const char **s, const char **p, const char **rest)
{
    const char *item = *p, *end = item_end(m, item);
    char suffix = end < m->pattern_end ? *end : '\0';
    bool fits = matches_item(m, *s, item, end);
    switch (suffix) {
    case '*':
        *rest = match_greedy(m, *s, item, end);
        return true;
    case '+':
        *rest = fits ? match_greedy(m, *s + 1, item, end) : NULL;
        return true;
    case '-':
        *rest = match_lazy(m, *s, item, end);
        return true;
    case '?':
        *rest = fits ? match_here(m, *s + 1, end + 1) : NULL;
        *p = end + 1;
        return *rest != NULL;
    default:
        *rest = NULL;
        *s += 1;
        *p = end;
        return !fits;
    }
}

/* %b, %f, %1. True if one of these stands at *p; then *s is NULL if it does not fit. */
static bool match_special(struct matcher *m, const char **s, const char **p)
{
    if (**p != '%' || m->pattern_end - *p < 2)
        return false;
    char letter = (*p)[1];
    if (letter == 'b') {
        *s = match_balance(m, *s, *p + 2);
        *p += 4;
    } else if (letter == 'f') {
        *p = match_frontier(m, *s, *p + 2);
        if (!*p)
            *s = NULL;
    } else if (isdigit((unsigned char)letter)) {
        *s = match_back(m, *s, letter);
        *p += 2;
    } else {
        return false;
    }
    return true;
}

/* The end of the match of the pattern from `p` on at `s`, or NULL. */
static const char *match_here(struct matcher *m, const char *s, const char *p)
{
    if (++m->depth > DEPTH_MAX)
        luaL_error(m->L, "pattern too complex");
    const char *rest = NULL;
    for (;;) {
        lua_state_spend(m->L, 1);
        rest = s;
        if (p >= m->pattern_end)
            break;
        if (*p == '(') {
            bool position = p + 1 < m->pattern_end && p[1] == ')';
            rest = open_capture(m, s, p + 1 + position, position ? CAPTURE_POSITION : CAPTURE_OPEN);
            break;
        }
        if (*p == ')') {
            rest = close_capture(m, s, p + 1);
            break;
        }
        if (*p == '$' && p + 1 == m->pattern_end) {
            rest = s == m->subject_end ? s : NULL;
            break;
        }
        if (match_special(m, &s, &p)) {
            rest = NULL;
            if (!s)
                break;
        } else if (match_item(m, &s, &p, &rest)) {
            break;
        }
    }
    m->depth--;
    return rest;
}

static void push_capture(const struct matcher *m, int i, const char *s, const char *end)
{
    if (i >= m->level) {
        if (i != 0)
            luaL_error(m->L, "invalid capture index %%%d", i + 1);
        lua_pushlstring(m->L, s, (size_t)(end - s)); /* no captures: the whole match */
        return;
    }
    ptrdiff_t length = m->captures[i].length;
    if (length == CAPTURE_OPEN)
        luaL_error(m->L, "unfinished capture");
    if (length == CAPTURE_POSITION)
        lua_pushinteger(m->L, m->captures[i].start - m->subject + 1);
    else
        lua_pushlstring(m->L, m->captures[i].start, (size_t)length);
}

/* All captures; the whole match if there are none and `whole` is not NULL. */
static int push_captures(const struct matcher *m, const char *whole, const char *end)
{
    int count = m->level == 0 && whole ? 1 : m->level;
    luaL_checkstack(m->L, count, "too many captures");
    for (int i = 0; i < count; i++)
        push_capture(m, i, whole, end);
    return count;
}

/* Arguments 1 and 2: the subject and the pattern. Returns the pattern. */
static const char *start_matcher(lua_State *L, struct matcher *m, int subject, int pattern)
{
    size_t subject_size, pattern_size;
    m->L = L;
    m->subject = luaL_checklstring(L, subject, &subject_size);
    m->subject_end = m->subject + subject_size;
    const char *p = luaL_checklstring(L, pattern, &pattern_size);
    m->pattern_end = p + pattern_size;
    return p;
}

static const char *try_match(struct matcher *m, const char *s, const char *p)
{
    m->level = 0;
    m->depth = 0;
    return match_here(m, s, p);
}

/* Position argument `index` (from 1, negative: from the end) as an offset; may lie behind the end.
 */
static size_t start_offset(lua_State *L, int index, size_t size)
{
    lua_Integer position = luaL_optinteger(L, index, 1);
    if (position > 0)
        return (size_t)position - 1;
    if (position == 0 || position < -(lua_Integer)size)
        return 0;
    return size - (size_t)-position;
}

static int find_plain(const struct matcher *m, const char *p, size_t offset)
{
    size_t length = (size_t)(m->pattern_end - p),
           left = (size_t)(m->subject_end - m->subject) - offset;
    lua_state_spend(m->L, left / 16);
    const char *found = memmem(m->subject + offset, left, p, length);
    if (!found) {
        lua_pushnil(m->L);
        return 1;
    }
    lua_pushinteger(m->L, found - m->subject + 1);
    lua_pushinteger(m->L, found - m->subject + (lua_Integer)length);
    return 2;
}

/* As in Lua itself, find() takes a lone `)` or `]` for a character. */
static bool is_plain(const struct matcher *m, const char *p)
{
    for (; p < m->pattern_end; p++)
        if (*p && strchr("^$*+?.([%-", *p))
            return false;
    return true;
}

static int find_or_match(lua_State *L, bool find)
{
    struct matcher m;
    const char *p = start_matcher(L, &m, 1, 2);
    size_t offset = start_offset(L, 3, (size_t)(m.subject_end - m.subject));
    if (offset > (size_t)(m.subject_end - m.subject)) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_plain(&m, p)))
        return find_plain(&m, p, offset);
    bool anchored = p < m.pattern_end && *p == '^';
    for (const char *s = m.subject + offset; s <= m.subject_end; s++) {
        const char *end = try_match(&m, s, p + anchored);
        if (end && find) {
            lua_pushinteger(L, s - m.subject + 1);
            lua_pushinteger(L, end - m.subject);
            return 2 + push_captures(&m, NULL, NULL);
        }
        if (end)
            return push_captures(&m, s, end);
        if (anchored)
            break;
    }
    lua_pushnil(L);
    return 1;
}

static int string_find(lua_State *L)
{
    return find_or_match(L, true);
}

static int string_match(lua_State *L)
{
    return find_or_match(L, false);
}

/* Upvalues: subject, pattern, offset of the next try, end of the last match (-1: none). */
static int gmatch_next(lua_State *L)
{
    struct matcher m;
    const char *p = start_matcher(L, &m, lua_upvalueindex(1), lua_upvalueindex(2));
    lua_Integer next = lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    for (const char *s = m.subject + next; s <= m.subject_end; s++) {
        const char *end = try_match(&m, s, p);
        if (!end || end - m.subject == last) /* an empty match right behind the last one is none */
            continue;
        lua_pushinteger(L, end - m.subject);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(&m, s, end);
    }
    return 0;
}

static int string_gmatch(lua_State *L)
{
    size_t size;
    luaL_checklstring(L, 1, &size);
    luaL_checkstring(L, 2);
    size_t offset = start_offset(L, 3, size);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(offset > size ? size + 1 : offset));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_next, 4);
    return 1;
}

/* The replacement text of gsub: %0 to %9 stand for the match and its captures, %% for itself. */
static void add_template(const struct matcher *m, luaL_Buffer *out, const char *s, const char *end)
{
    size_t length;
    const char *text = lua_tolstring(m->L, 3, &length);
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '%') {
            luaL_addchar(out, text[i]);
            continue;
        }
        char c = ++i < length ? text[i] : '\0';
        if (c == '%') {
            luaL_addchar(out, '%');
        } else if (c == '0') {
            luaL_addlstring(out, s, (size_t)(end - s));
        } else if (isdigit((unsigned char)c)) {
            push_capture(m, c - '1', s, end);
            luaL_tolstring(m->L, -1, NULL);
            lua_remove(m->L, -2);
            luaL_addvalue(out);
        } else {
            luaL_error(m->L, "invalid use of '%%' in replacement string");
        }
    }
    lua_state_spend(m->L, length);
}

static void add_replacement(const struct matcher *m, luaL_Buffer *out, const char *s,
                            const char *end)
{
    lua_State *L = m->L;
    int type = lua_type(L, 3);
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, end), 1);
    } else if (type == LUA_TTABLE) {
        push_capture(m, 0, s, end);
        lua_gettable(L, 3);
    } else {
        add_template(m, out, s, end);
        return;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, s, (size_t)(end - s));
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(out);
    } else {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
}

static int string_gsub(lua_State *L)
{
    struct matcher m;
    const char *p = start_matcher(L, &m, 1, 2);
    int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
                         type == LUA_TTABLE,
                     3, "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, m.subject_end - m.subject + 1), count = 0;
    bool anchored = p < m.pattern_end && *p == '^';
    const char *s = m.subject, *last = NULL;
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    while (count < most) {
        const char *end = try_match(&m, s, p + anchored);
        if (end && end != last) {
            count++;
            add_replacement(&m, &out, s, end);
            s = last = end;
        } else if (s < m.subject_end) {
            luaL_addchar(&out, *s++);
        } else {
            break;
        }
        if (anchored)
            break;
    }
    luaL_addlstring(&out, s, (size_t)(m.subject_end - s));
    luaL_pushresult(&out);
    lua_pushinteger(L, count);
    return 2;
}

static int string_rep(lua_State *L)
{
    size_t size, gap;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    const char *separator = luaL_optlstring(L, 3, "", &gap);
    if (count <= 0 || size + gap == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((lua_Unsigned)count > REP_BYTES_MAX / (size + gap))
        return luaL_error(L, "string.rep makes more than 1 MiB");
    lua_state_spend(L, (size_t)count);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (lua_Integer i = 0; i < count; i++) {
        if (i)
            luaL_addlstring(&out, separator, gap);
        luaL_addlstring(&out, text, size);
    }
    luaL_pushresult(&out);
    return 1;
}

void lua_strings_open(lua_State *L)
{
    static const luaL_Reg functions[] = {{"find", string_find},     {"match", string_match},
                                         {"gmatch", string_gmatch}, {"gsub", string_gsub},
                                         {"rep", string_rep},       {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
