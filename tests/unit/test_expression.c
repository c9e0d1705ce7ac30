#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/expression.h"

static const struct expression_run no_run;

static void free_env(struct expression_env **env)
{
    expression_env_free(*env);
}

#define cleanup_env cleanup_with(free_env)

/* The environment of a case with three arguments. */
static struct expression_env *env_with(const char *let)
{
    char *args[] = {"3", "Ann", "two words", NULL};
    struct spec_case c = {.id = "one", .args = args, .arg_count = 3};
    struct spec spec = {.let = (char *)let};
    cleanup_error struct error err = ERROR_INIT;
    struct expression_env *env = expression_env_create(&spec, &c, &err);
    if (!env)
        fail_msg("unexpected: %s", err.message);
    return env;
}

static double number_in(struct expression_env *env, const char *text)
{
    double value = 0;
    cleanup_error struct error err = ERROR_INIT;
    if (expression_number(env, text, &value, &err) < 0)
        fail_msg("%s: unexpected: %s", text, err.message);
    return value;
}

static void assert_part(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("expected `%s` in: %s", part, text);
}

/* `text` gives `expected` in an environment of its own. */
static void assert_string(const char *text, const char *expected)
{
    cleanup_env struct expression_env *env = env_with(NULL);
    cleanup_error struct error err = ERROR_INIT;
    cleanup_free char *list = xasprintf("{%s}", text);
    char **strings;
    size_t count;
    if (expression_strings(env, list, &strings, &count, &err) < 0)
        fail_msg("%s: unexpected: %s", text, err.message);
    cleanup_free char *all = xstrdup("");
    for (size_t i = 0; i < count; i++) {
        char *longer = xasprintf("%s%s%s", all, i ? "|" : "", strings[i]);
        free(all);
        all = longer;
    }
    free_strings(strings);
    if (strcmp(all, expected) != 0)
        fail_msg("%s: expected %s, got %s", text, expected, all);
}

/* The reason why `text` gives no number; owned by the caller. */
static char *failure(const char *let, const char *text)
{
    cleanup_env struct expression_env *env = env_with(let);
    cleanup_error struct error err = ERROR_INIT;
    double value;
    if (expression_number(env, text, &value, &err) == 0)
        fail_msg("%s: expected a failure, got %g", text, value);
    assert_int_equal(err.kind, ERROR_USAGE);
    return steal_ptr(err.message);
}

static void assert_failure(const char *let, const char *text, const char *part)
{
    cleanup_free char *reason = failure(let, text);
    assert_part(reason, part);
}

static void test_numbers(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env =
        env_with("workers = tonumber(args[1])\nfunction twice(x) return 2 * x end");
    assert_true(number_in(env, "n") == 3);
    assert_true(number_in(env, "ceil(n / 2)") == 2);
    assert_true(number_in(env, "floor(2.5) + min(4, 2) + max(1, 7) + abs(-1)") == 12);
    assert_true(number_in(env, "args[1]") == 3); /* arguments are strings */
    assert_true(number_in(env, "twice(workers)") == 6);
    assert_true(number_in(env, "n -- a comment") == 3);
    assert_true(number_in(env, "#args[3]") == 9);
    assert_failure(NULL, "'x'", "expected a number, got a string");
    assert_failure(NULL, "nil", "expected a number, got a nil");
    assert_failure(NULL, "1/0", "expected a finite number");
    assert_failure(NULL, "0/0", "expected a finite number");
    assert_failure(NULL, "workers * 2",
                   "attempt to perform arithmetic on a nil value (global 'workers')");
    assert_failure(NULL, "1 +", "the expression `1 +`: unexpected symbol near ')'");
    assert_failure("function f() return nil + 1 end", "f()",
                   "line 1 of `let`: attempt to perform arithmetic");
    assert_failure(NULL, "error({})", "error() was called with a table");
    assert_failure(NULL, "string.format('%d', 'x')", "bad argument #2 to 'format'");
}

static void test_integers(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env = env_with(NULL);
    cleanup_error struct error err = ERROR_INIT;
    int64_t value = 0;
    assert_int_equal(expression_integer(env, "6 / 2", &value, &err), 0);
    assert_int_equal(value, 3);
    assert_int_equal(expression_integer(env, "math.maxinteger", &value, &err), 0);
    assert_true(value == INT64_MAX);
    assert_int_equal(expression_integer(env, "5 / 2", &value, &err), -1);
    assert_part(err.message, "the expression `5 / 2`: expected a whole number, got 2.5");
    assert_int_equal(expression_integer(env, "1e300", &value, &err), -1);
}

static void test_durations(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env = env_with(NULL);
    cleanup_error struct error err = ERROR_INIT;
    int64_t ns = 0;
    struct spec_duration d = {"ceil(n / 2)", 1000000000};
    assert_int_equal(expression_duration(env, &d, &ns, &err), 0);
    assert_int_equal(ns, 2000000000);
    d = (struct spec_duration){"0.25", 1000000000};
    assert_int_equal(expression_duration(env, &d, &ns, &err), 0);
    assert_int_equal(ns, 250000000);
    d.expression = "-1";
    assert_int_equal(expression_duration(env, &d, &ns, &err), -1);
    assert_part(err.message, "a duration cannot be negative");
    d.expression = "1e300";
    assert_int_equal(expression_duration(env, &d, &ns, &err), -1);
    assert_part(err.message, "too long a duration");
}

static void test_lists(void **state)
{
    (void)state;
    assert_string("table.unpack(args)", "3|Ann|two words");
    assert_string("1, 2.5, 2^3, 'x', 10 // 3", "1|2.5|8|x|3"); /* a whole float without .0 */
    assert_string("table.unpack(repeated(3, function(i) return 'Name ' .. i end))",
                  "Name 1|Name 2|Name 3");
    assert_string("table.unpack(map(args, string.upper))", "3|ANN|TWO WORDS");
    assert_string("join(args, '+')", "3+Ann+two words");
    assert_string("#repeated(0, tostring)", "0");

    static const struct {
        const char *text, *part;
    } bad[] = {
        {"1", "expected a list of strings, got a number"},
        {"nosuch", "expected a list of strings, got a nil"},
        {"{'a', {}}", "element 2 is a table"},
        {"{'a', true}", "element 2 is a boolean"},
        {"{'a\\0b'}", "element 1 of the list has a NUL byte"},
        {"{x = 1}", "got a table with the key `x`"},
        {"{[0] = 'a', 'b'}", "got a table with the key `0`"},
        {"{'a', nil, 'b', nil, [9] = 'c'}", "expected a list"},
        {"repeated(-1, tostring)", "bad argument #1 to 'repeated'"},
        {"repeated(1e9, tostring)", "bad argument #1 to 'repeated'"},
        {"repeated(2, 3)", "bad argument #2 to 'repeated'"},
    };
    cleanup_env struct expression_env *env = env_with(NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char **strings;
        size_t count;
        cleanup_error struct error err = ERROR_INIT;
        assert_int_equal(expression_strings(env, bad[i].text, &strings, &count, &err), -1);
        assert_part(err.message, bad[i].part);
    }
}

static void test_string_functions(void **state)
{
    (void)state;
    /* Expected values are those of lua5.4 itself. */
    static const struct {
        const char *text, *expected;
    } table[] = {
        {"('a:b:5'):match('^(.*):(%d+)$')", "a:b|5"},
        {"('hello'):find('l')", "3|3"},
        {"('hello'):find('l', 4)", "4|4"},
        {"('hello'):find('lo', -2)", "4|5"},
        {"('hello'):find('', 6)", "6|5"},
        {"tostring(('hello'):find('', 7))", "nil"},
        {"('a.b'):find('.', 1, true)", "2|2"},
        {"('a.b'):find('(%.)(b)')", "2|3|.|b"},
        {"('hello'):find('()ll()')", "3|4|3|5"},
        {"('  x y  '):match('^%s*(.-)%s*$')", "x y"},
        {"('f(a(b)c)d'):match('%b()')", "(a(b)c)"},
        {"('THE (quick) fox'):find('%f[%a]%a+%f[%A]', 5)", "6|10"},
        {"('abab'):match('(ab)%1')", "ab"},
        {"('x=1, y=2'):gsub('(%w)=(%w)', '%2=%1')", "1=x, 2=y|2"},
        {"('hello'):gsub('', '-')", "-h-e-l-l-o-|6"},
        {"('hello world'):gsub('o', {o = '0'}, 1)", "hell0 world|1"},
        {"('abc'):gsub('%w', function(c) if c == 'b' then return c:upper() end end)", "aBc|3"},
        {"('abc'):gsub('^a', 'x')", "xbc|1"},
        {"('a b'):gsub('%s', '%%')", "a%b|1"},
        {"('abc'):gsub('b*', 'x')", "xaxcx|3"},
        {"('[x]-]'):match('[]%-]+$')", "]-]"},
        {"('a-z'):match('[a-]+')", "a-"},
        {"('k9'):match('[^%d]')", "k"},
        {"('aXb'):match('%u')", "X"},
        {"('aaa'):match('a-$')", "aaa"},
        {"('ac'):match('ab?c')", "ac"},
        {"('a$'):match('a$$')", "a$"},
        {"tostring(('x'):match('y'))", "nil"},
        {"('ab'):rep(3, ',')", "ab,ab,ab"},
        {"(''):rep(1e15)", ""},
        {"('ab'):rep(-1)", ""},
        {"(function() local t = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do t[#t + 1] = k "
         ".. v end return "
         "table.concat(t, ';') end)()",
         "a1;b2"},
        {"(function() local c = 0 for _ in ('abc'):gmatch('') do c = c + 1 end return c end)()",
         "4"},
        {"('%d'):format(3.0)", "3"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_string(table[i].text, table[i].expected);

    static const struct {
        const char *text, *part;
    } bad[] = {
        {"('x'):match('[a')", "missing ']'"},
        {"('x'):match('[')", "missing ']'"},
        {"('x'):match('[^')", "missing ']'"},
        {"('x'):match('[%')", "missing ']'"},
        {"('x'):match('[a%')", "missing ']'"},
        {"('x'):match('[]')", "missing ']'"},
        {"('x'):match('%')", "ends with '%'"},
        {"('x'):match('(')", "unfinished capture"},
        {"('x'):match('x)')", "invalid pattern capture"},
        {"('x'):match('%1')", "invalid capture index"},
        {"('x'):match('(%1)')", "invalid capture index"},
        {"('x'):match('%b')", "missing arguments to '%b'"},
        {"('x'):match('%bx')", "missing arguments to '%b'"},
        {"('x'):match('%f')", "missing '[' after '%f'"},
        {"('x'):match('%fa')", "missing '[' after '%f'"},
        {"('x'):gsub('x', '%2')", "invalid capture index"},
        {"('x'):gsub('x', '%')", "invalid use of '%'"},
        {"('x'):gsub('x', function() return {} end)", "invalid replacement value (a table)"},
        {"('x'):gsub('x')", "string/function/table expected"},
        {"('x'):match(('()'):rep(33))", "too many captures"},
        {"('x'):rep(1e9)", "more than 1 MiB"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_failure(NULL, bad[i].text, bad[i].part);
}

static void test_what_is_not_there(void **state)
{
    (void)state;
    static const char *const names[] = {
        "io",          "os",           "debug",    "require",      "load",    "loadstring",
        "dofile",      "print",        "loadfile", "_G",           "package", "collectgarbage",
        "coroutine",   "setmetatable", "xpcall",   "getmetatable", "warn",    "math.random",
        "string.dump", "table.move",   "pcall"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cleanup_free char *text = xasprintf("type(%s)", names[i]);
        assert_string(text, "nil");
    }
    assert_failure(NULL, "'\\27Lua'", "expected a number");
}

static void test_what_would_hang(void **state)
{
    (void)state;
    static const char *const chunks[] = {
        "while true do end",
        "local function f() return f() end f()",
        /* Work inside one C call, of which the hook sees nothing. */
        "return ((('a'):rep(5000)):match('.-.-.-.-.-.-b'))",
        "return (('a'):rep(300)):find(('a?'):rep(80) .. ('a'):rep(80) .. 'b')",
        "return (('x'):rep(1000000)):gsub('x*y', '')",
        "local t = {} for i = 1, 1e7 do table.insert(t, 1, i) end",
        "local s = ('x'):rep(1000000) while true do s:byte(500000) s:upper() end",
        "local s = ('x'):rep(1000000) while true do s:find('y', 1, true) end",
        "return repeated(100000, function() return repeated(100000, math.abs) end)",
        "for s in (('x'):rep(100000)):gmatch('.-y') do end",
    };
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        cleanup_env struct expression_env *env = env_with(NULL);
        cleanup_error struct error err = ERROR_INIT;
        cleanup_free char *message = NULL;
        enum expression_verdict holds;
        assert_int_equal(expression_that(env, chunks[i], NULL, 0, &no_run, &holds, &message, &err),
                         -1);
        if (!strstr(err.message, "takes too long") && !strstr(err.message, "too complex") &&
            !strstr(err.message, "too much memory"))
            fail_msg("%s: %s", chunks[i], err.message);
        /* The next evaluation starts with a full account. */
        assert_true(number_in(env, "n") == 3);
    }
}

static void test_what_would_eat_memory(void **state)
{
    (void)state;
    static const char *const chunks[] = {
        "local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end",
        "local s = 'x' while true do s = s .. s end",
        "return string.format('%99999d', 1)",
        "return string.pack('c1000000000', '')",
        "return table.concat(repeated(100000, function() return ('x'):rep(100000) end))",
        "local function f() return 1 + f() end return f()",
        "return {table.unpack({}, 1, 1e8)}",
    };
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        cleanup_env struct expression_env *env = env_with(NULL);
        cleanup_error struct error err = ERROR_INIT;
        cleanup_free char *message = NULL;
        enum expression_verdict holds;
        assert_int_equal(expression_that(env, chunks[i], NULL, 0, &no_run, &holds, &message, &err),
                         -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_true(number_in(env, "n") == 3);
    }
    assert_failure(NULL, "(function() local s = 'x' while true do s = s .. s end end)()",
                   "too much memory");
}

static void test_let(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env = env_with("n = 10\nargs = {'x'}");
    assert_true(number_in(env, "n") == 10); /* may be shadowed */
    assert_true(number_in(env, "#args") == 1);

    char *args[] = {NULL};
    struct spec_case c = {.id = "empty", .args = args};
    struct spec spec = {.let = "x = 1\ny = args[1] .. 'x'"};
    cleanup_error struct error err = ERROR_INIT;
    assert_null(expression_env_create(&spec, &c, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_part(err.message,
                "`let` fails in case `empty`: line 2 of `let`: attempt to concatenate");
    spec.let = "while true do end";
    assert_null(expression_env_create(&spec, &c, &err));
    assert_part(err.message, "takes too long");
    spec.let = "x = ";
    assert_null(expression_env_create(&spec, &c, &err));
}

static void test_check(void **state)
{
    (void)state;
    cleanup_error struct error err = ERROR_INIT;
    assert_int_equal(expression_check("n + 1", false, &err), 0);
    assert_int_equal(expression_check("while true do end", true, &err), 0); /* runs nothing */
    assert_int_equal(expression_check("return true", true, &err), 0);
    assert_int_equal(expression_check("n +", false, &err), -1);
    assert_int_equal(expression_check("x = 1", false, &err), -1);
    assert_int_equal(expression_check("1, 2", false, &err), -1);
    assert_int_equal(expression_check(" ", false, &err), -1);
    assert_string_equal(err.message, "it is empty");
    assert_int_equal(expression_check("x = 1\ny = = 2\n", true, &err), -1);
    assert_string_equal(err.message, "line 2: unexpected symbol near '='");
    assert_int_equal(expression_check("\x1bLua", true, &err), -1); /* no byte code */
    cleanup_free char *deep = xmalloc(100001);
    memset(deep, '(', 100000);
    deep[100000] = '\0';
    assert_int_equal(expression_check(deep, false, &err), -1);
}

static struct expression_captures captures(const char **names, const char **values, size_t *sizes,
                                           size_t count)
{
    return (struct expression_captures){names, values, sizes, count};
}

static void test_where(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env =
        env_with("function next_of(x) return tonumber(x) + 1 end");
    cleanup_error struct error err = ERROR_INIT;
    struct expression_captures a =
        captures((const char *[]){"k", "name"}, (const char *[]){"1", "x\0y"}, (size_t[]){1, 3}, 2);
    struct expression_captures b =
        captures((const char *[]){"k", "name"}, (const char *[]){"2", NULL}, (size_t[]){1, 0}, 2);
    bool holds = false;
    assert_int_equal(
        expression_where(env, "tonumber(second.k) == next_of(first.k)", &a, &b, &holds, &err), 0);
    assert_true(holds);
    assert_int_equal(
        expression_where(env, "tonumber(second.k) == next_of(first.k)", &b, &a, &holds, &err), 0);
    assert_false(holds);
    assert_int_equal(
        expression_where(env, "#first.name == 3 and second.name == nil", &a, &b, &holds, &err), 0);
    assert_true(holds); /* bytes as they are; a capture that took no part is nil */
    assert_int_equal(expression_where(env, "first.k + {}", &a, &b, &holds, &err), -1);
    assert_failure(NULL, "#first.k",
                   "attempt to index a nil value (global 'first')"); /* not left behind */
}

static struct expression_event event(const char *name, const char *line, double time, int task)
{
    return (struct expression_event){.name = name,
                                     .line = line,
                                     .line_size = strlen(line),
                                     .time_s = time,
                                     .idle_s = time / 2,
                                     .task = task};
}

static void test_that(void **state)
{
    (void)state;
    cleanup_env struct expression_env *env = env_with("seen = 0");
    cleanup_error struct error err = ERROR_INIT;
    struct expression_event events[] = {event("hello", "Hello Ann", 1.5, 2),
                                        event(NULL, "what?", 2, 1)};
    events[0].captures = captures((const char *[]){"who", "name"}, (const char *[]){"Ann", "Ben"},
                                  (size_t[]){3, 3}, 2);
    static const struct {
        const char *chunk;
        int result;
        int holds;
        const char *message;
    } table[] = {
        {"return #events == 2", 0, true, NULL},
        {"local e = events[1] return e.name == 'hello' and e.line == 'Hello Ann' and e.time == 1.5 "
         "and "
         "e.idle == 0.75 and e.task == 2 and e.who == 'Ann'",
         0, true, NULL},
        /* The event's own fields win; `captures` has them all. */
        {"return events[1].captures.name == 'Ben' and events[1].captures.who == 'Ann'", 0, true,
         NULL},
        {"return events[2].name == nil and next(events[2].captures) == nil", 0, true, NULL},
        {"return false", 0, false, NULL},
        {"return false, 'line ' .. 3", 0, false, "line 3"},
        {"return true, 'ignored'", 0, true, NULL},
        {"seen = seen + 1 return seen == 1", 0, true, NULL},
        {"seen = seen + 1 return seen == 1 ", 0, true, NULL}, /* what another chunk set is gone */
        {"return 'cannot tell'", 0, THAT_CANNOT_TELL, NULL},
        {"return 'true'", -1, false, "got a string"},
        {"return nil", -1, false, "got nil (does the chunk end with `return true`?)"},
        {"", -1, false, "got nil"},
        {"return 1", -1, false, "got a number"},
        {"return false, {}", -1, false, "expected a message as the second value"},
        {"return true\nreturn false", -1, false, "line 2"},
        {"local x\nreturn x.y", -1, false,
         "the Lua chunk of `that`: line 2: attempt to index a nil value"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        enum expression_verdict holds = THAT_FAILS;
        cleanup_free char *message = NULL;
        if (expression_that(env, table[i].chunk, events, 2, &no_run, &holds, &message, &err) !=
            table[i].result)
            fail_msg("%s: %s", table[i].chunk, err.message ? err.message : "no failure");
        if (table[i].result < 0) {
            assert_part(err.message, table[i].message);
            continue;
        }
        assert_int_equal(holds, table[i].holds);
        if (table[i].message)
            assert_string_equal(message, table[i].message);
        else
            assert_null(message);
    }
}

/* Lua orders the keys of a table by a seed of its own, which differs in every state. */
static void test_order_of_pairs(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        assert_string("(function() local s = '' for k, v in pairs({z = 1, a = 2, m = 3, [2] = 4, "
                      "[1] = 5, [1.5] = 6}) do "
                      "s = s .. k .. v end return s end)()",
                      "151.5624a2m3z1");
    assert_string(
        "(function() local t = {a = 1, b = 2, c = 3} for k in pairs(t) do t.c = nil t[k] = nil end "
        "return tostring(next(t)) end)()",
        "nil");
    assert_failure(NULL, "pairs(nil)", "bad argument #1 to 'pairs'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_string_functions),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_what_would_hang),
        cmocka_unit_test(test_what_would_eat_memory),
        cmocka_unit_test(test_let),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_where),
        cmocka_unit_test(test_that),
        cmocka_unit_test(test_order_of_pairs),
    };
    return cmocka_run_group_tests_name("expression", tests, NULL, NULL);
}
