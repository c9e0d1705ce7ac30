#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/spec.h"

/* Every key and every rule of docs/spec.md. */
static const char sample[] =
    "exercise: sample_of_all\n"
    "title: One of each\n"
    "limits: {time: 30 s, cpu: 500 ms, wall: 1.5 min, memory: 128 MiB, output: 32 KiB, file: 2 "
    "MiB, "
    "tasks: 20}\n"
    "files: [invoice.txt]\n"
    "let: |\n"
    "  workers = tonumber(args[1]) or 1\n"
    "  names = {table.unpack(args, 2)}\n"
    "  function numbered(i) return 'Name ' .. i end\n"
    "events:\n"
    "  hello:   '^Hello to: (?<name>.*)$'\n"
    "  goodbye: '^Goodbye to: (?<name>.*)$'\n"
    "  total:   '^Total: (?<sum>\\d+)$'\n"
    "cases:\n"
    "  - {id: notebook, args: ['2', Ujjwal, Rahul, 'two words'], weight: 2}\n"
    "  - {id: nobody, args: []}\n"
    "  - {id: crowd, args_from: 'repeated(64, numbered)', engines: [native, late]}\n"
    "  - {id: kept, args: ['1', Ann], before: {invoice.txt: \"old\\0line\\n\"}, environment: {TZ: "
    "'XYZ-5:30', B: ''}}\n"
    "  - {id: bare}\n"
    "checks:\n"
    "  - {id: greets_all, kind: output, points: 3, each: [hello, goodbye], of: name, in: names, "
    "times: n "
    "- n + 2, hint: Greet everybody.}\n"
    "  - {id: each_once, kind: output, points: 0.5, each: hello, of: name, in: args, title: Own "
    "title}\n"
    "  - {id: all_lines, kind: output, points: 1, lines: [hello], are: 'map(names, function(x) "
    "return "
    "\"Hello to: \" .. x end)', ordered: true}\n"
    "  - {id: any_lines, kind: output, points: 1, lines: [hello, total], are: names}\n"
    "  - {id: nothing_else, kind: output, points: 1, unexpected: none}\n"
    "  - {id: right-order, kind: output, points: 1, order: [hello, goodbye], same: name}\n"
    "  - {id: sums, kind: output, points: 1, order: [hello, total], where: 'tonumber(second.sum) "
    "== "
    "#first.name'}\n"
    "  - {id: together, kind: concurrency, points: 1, all: hello, before_any: goodbye}\n"
    "  - {id: two_seconds, kind: time, points: 1, gap: [hello, goodbye], same: name, is: 2 s ± 0.1 "
    "s}\n"
    "  - {id: whole, kind: time, points: 1, total: ceil(n / workers) s +- 50 ms}\n"
    "  - {id: whole_again, kind: time, points: 1, total: 'max(n, 1) min'}\n"
    "  - {id: few_inside, kind: exclusion, points: 1, inside: [hello, goodbye], same: name, "
    "at_most: "
    "workers, reaches: 'min(n, workers)'}\n"
    "  - {id: alone, kind: exclusion, points: 1, exclusive: [total]}\n"
    "  - {id: threads, kind: concurrency, points: 1, actors: [hello], are: thread, count: n}\n"
    "  - {id: started, kind: concurrency, points: 1, started: process, count: n, before: join}\n"
    "  - {id: started_too, kind: concurrency, points: 1, started: any, count: n, before: hello}\n"
    "  - {id: pool, kind: concurrency, points: 1, workers: 1 s, count: 'min(n, workers)', at_once: "
    "workers}\n"
    "  - {id: file_kept, kind: output, points: 1, file: log.txt, lines: names}\n"
    "  - {id: file_alone, kind: exclusion, points: 1, file: invoice.txt, exclusive: true}\n"
    "  - {id: file_first, kind: output, points: 1, file: invoice.txt, before: hello}\n"
    "  - {id: ends_well, kind: output, points: 1, exit: 0}\n"
    "  - {id: no_spinning, kind: time, points: 1, cpu: 0.5 s}\n"
    "  - id: model\n"
    "    kind: exclusion\n"
    "    points: 2\n"
    "    that: |\n"
    "      for i, e in ipairs(events) do\n"
    "        if e.name == 'total' and i < #events then return false, 'too early' end\n"
    "      end\n"
    "      return true\n"
    "  - {id: no_race, kind: race, points: 2}\n"
    "  - {id: no_deadlock, kind: deadlock, points: 1}\n"
    "  - {id: memory, kind: memory, points: 1}\n"
    "  - {id: cleanup, kind: cleanup, points: 1}\n"
    "  - {id: limits, kind: limits, points: 0}\n"
    "  - {id: integrity, kind: integrity, points: 0}\n";

static const char sample_hidden[] = "cases:\n  - {id: other, args: ['3', A, B, C], weight: 3}\n";

static void free_spec(struct spec *spec)
{
    spec_free(spec);
}

/* Reads `text`; fails the test if it has mistakes. */
static struct spec read_good(const char *text, const char *hidden)
{
    struct spec spec;
    cleanup_error struct error err = ERROR_INIT;
    if (spec_read_text("x/exercise.yaml", text, strlen(text), hidden, hidden ? strlen(hidden) : 0,
                       &spec, &err) < 0)
        fail_msg("unexpected: %s", err.message);
    return spec;
}

/* The mistakes of `text` (owned by the caller); fails the test if there are none. */
static char *mistakes_of_bytes(const char *text, size_t size, const char *hidden)
{
    struct spec spec;
    cleanup_error struct error err = ERROR_INIT;
    int result =
        spec_read_text("e.yaml", text, size, hidden, hidden ? strlen(hidden) : 0, &spec, &err);
    if (result == 0) {
        spec_free(&spec);
        fail_msg("no mistake was found");
    }
    assert_int_equal(result, -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    return steal_ptr(err.message);
}

static char *mistakes_of(const char *text)
{
    return mistakes_of_bytes(text, strlen(text), NULL);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("expected `%s` in:\n%s", part, text);
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* A spec that is right but for `part`, which stands in the place of its lines `events:` and so on.
 */
static char *spec_with(const char *let, const char *cases, const char *checks)
{
    return xasprintf("exercise: x\n"
                     "let: %s\n"
                     "events: {a: '^a (?<name>.*)$', b: '^b (?<name>.*) (?<other>.*)$', c: '^c$'}\n"
                     "cases:\n%s\n"
                     "checks:\n%s\n",
                     let ? let : "''", cases ? cases : "  - {id: one, args: [Ann]}",
                     checks ? checks : "  - {id: race, kind: race, points: 1}");
}

/* The one mistake of a spec with this check must hold `part`. The check stands in line 7. */
static void assert_check_mistake(const char *check, const char *part)
{
    cleanup_free char *line = xasprintf("  - {id: k, points: 1, %s}", check);
    cleanup_free char *text = spec_with(NULL, NULL, line);
    cleanup_free char *message = mistakes_of(text);
    assert_has(message, part);
    if (count_lines(message) != 1)
        fail_msg("expected one mistake:\n%s", message);
    assert_int_equal(strncmp(message, "e.yaml:7:", 9), 0);
}

static const struct spec_check *check_of(const struct spec *spec, const char *id)
{
    for (size_t i = 0; i < spec->check_count; i++)
        if (strcmp(spec->checks[i].id, id) == 0)
            return &spec->checks[i];
    fail_msg("no check %s", id);
    return NULL;
}

static void test_top_level(void **state)
{
    (void)state;
    cleanup_with(free_spec) struct spec spec = read_good(sample, sample_hidden);
    assert_string_equal(spec.exercise, "sample_of_all");
    assert_string_equal(spec.title, "One of each");
    assert_string_equal(spec.folder, "x");
    assert_int_equal(spec.limits.time_ns, 30000000000);
    assert_int_equal(spec.limits.cpu_ns, 500000000);
    assert_int_equal(spec.limits.wall_ns, 90000000000);
    assert_int_equal(spec.limits.memory_bytes, 128 << 20);
    assert_int_equal(spec.limits.output_bytes, 32 << 10);
    assert_int_equal(spec.limits.file_bytes, 2 << 20);
    assert_int_equal(spec.limits.tasks, 20);
    assert_int_equal(spec.event_count, 3);
    assert_string_equal(spec.events[2].name, "total");
    assert_string_equal(spec.events[2].pattern, "^Total: (?<sum>\\d+)$");
    assert_string_equal(spec.watch[0], "invoice.txt");
    assert_string_equal(spec.watch[1], "log.txt"); /* from a check */
    assert_null(spec.watch[2]);
    assert_int_equal(spec.check_count, 29);
}

static void test_cases(void **state)
{
    (void)state;
    cleanup_with(free_spec) struct spec spec = read_good(sample, sample_hidden);
    assert_int_equal(spec.case_count, 6);
    const struct spec_case *c = spec.cases;
    assert_string_equal(c[0].id, "notebook");
    assert_int_equal(c[0].arg_count, 4);
    assert_string_equal(c[0].args[3], "two words");
    assert_null(c[0].args[4]);
    assert_true(c[0].weight == 2);
    assert_int_equal(c[0].engines, ENGINES_BY_DEFAULT);
    assert_null(c[0].environment);
    assert_int_equal(c[1].arg_count, 0);
    assert_non_null(c[1].args);
    assert_int_equal(c[2].arg_count, 64);
    assert_string_equal(c[2].args[63], "Name 64");
    assert_int_equal(c[2].engines, ENGINE_NATIVE | ENGINE_LATE);
    assert_int_equal(c[3].file_count, 1);
    assert_string_equal(c[3].files[0].name, "invoice.txt");
    assert_int_equal(c[3].files[0].size, 9);
    assert_memory_equal(c[3].files[0].content, "old\0line\n", 9);
    assert_string_equal(c[3].environment[0], "TZ=XYZ-5:30");
    assert_string_equal(c[3].environment[1], "B=");
    assert_null(c[3].environment[2]);
    assert_non_null(c[4].args);
    assert_false(c[4].hidden);
    assert_true(c[5].hidden);
    assert_true(c[5].weight == 3);
    assert_int_equal(spec_hidden_case_count(&spec), 1);
}

static void test_checks_of_output(void **state)
{
    (void)state;
    cleanup_with(free_spec) struct spec spec = read_good(sample, NULL);
    const struct spec_check *c = check_of(&spec, "greets_all");
    assert_int_equal(c->rule, RULE_EACH);
    assert_int_equal(c->kind, KIND_OUTPUT);
    assert_true(c->points == 3);
    assert_string_equal(c->title, "Greets all");
    assert_string_equal(c->hint, "Greet everybody.");
    assert_string_equal(c->events[1], "goodbye");
    assert_null(c->events[2]);
    assert_string_equal(c->capture, "name");
    assert_string_equal(c->list, "names");
    assert_string_equal(c->count, "n - n + 2");
    assert_int_equal(c->line, 20);
    c = check_of(&spec, "each_once");
    assert_string_equal(c->events[0], "hello");
    assert_string_equal(c->count, "1");
    assert_string_equal(c->title, "Own title");
    assert_null(c->hint);
    c = check_of(&spec, "all_lines");
    assert_int_equal(c->rule, RULE_LINES);
    assert_true(c->ordered);
    c = check_of(&spec, "any_lines");
    assert_false(c->ordered);
    assert_string_equal(c->list, "names");
    assert_int_equal(check_of(&spec, "nothing_else")->rule, RULE_UNEXPECTED);
    c = check_of(&spec, "right-order");
    assert_string_equal(c->title, "Right order");
    assert_int_equal(c->rule, RULE_ORDER);
    assert_string_equal(c->events[0], "hello");
    assert_null(c->where);
    c = check_of(&spec, "sums");
    assert_null(c->capture);
    assert_string_equal(c->where, "tonumber(second.sum) == #first.name");
    c = check_of(&spec, "file_kept");
    assert_int_equal(c->rule, RULE_FILE);
    assert_string_equal(c->file, "log.txt");
    assert_string_equal(c->list, "names");
    c = check_of(&spec, "ends_well");
    assert_int_equal(c->rule, RULE_EXIT);
    assert_string_equal(c->count, "0");
    c = check_of(&spec, "model");
    assert_int_equal(c->rule, RULE_THAT);
    assert_non_null(strstr(c->chunk, "too early"));
}

static void assert_duration(const struct spec_duration *d, const char *expression, int64_t unit_ns)
{
    assert_string_equal(d->expression, expression);
    assert_int_equal(d->unit_ns, unit_ns);
}

static void test_checks_of_time(void **state)
{
    (void)state;
    cleanup_with(free_spec) struct spec spec = read_good(sample, NULL);
    const struct spec_check *c = check_of(&spec, "two_seconds");
    assert_int_equal(c->rule, RULE_GAP);
    assert_duration(&c->is, "2", 1000000000);
    assert_duration(&c->tolerance, "0.1", 1000000000);
    c = check_of(&spec, "whole");
    assert_int_equal(c->rule, RULE_TOTAL);
    assert_duration(&c->is, "ceil(n / workers)", 1000000000);
    assert_duration(&c->tolerance, "50", 1000000);
    c = check_of(&spec, "whole_again");
    assert_duration(&c->is, "max(n, 1)", 60000000000);
    assert_duration(&c->tolerance, "0.25", 1000000000);
    c = check_of(&spec, "no_spinning");
    assert_int_equal(c->rule, RULE_CPU);
    assert_duration(&c->is, "0.5", 1000000000);
    assert_null(c->tolerance.expression);
}

static void test_checks_of_tasks(void **state)
{
    (void)state;
    cleanup_with(free_spec) struct spec spec = read_good(sample, NULL);
    const struct spec_check *c = check_of(&spec, "together");
    assert_int_equal(c->rule, RULE_ALL_BEFORE);
    assert_string_equal(c->events[0], "hello");
    assert_string_equal(c->events[1], "goodbye");
    c = check_of(&spec, "few_inside");
    assert_int_equal(c->rule, RULE_INSIDE);
    assert_string_equal(c->at_most, "workers");
    assert_string_equal(c->reaches, "min(n, workers)");
    assert_int_equal(check_of(&spec, "alone")->rule, RULE_EXCLUSIVE);
    c = check_of(&spec, "threads");
    assert_int_equal(c->rule, RULE_ACTORS);
    assert_int_equal(c->tasks, TASKS_THREADS);
    assert_string_equal(c->count, "n");
    c = check_of(&spec, "started");
    assert_int_equal(c->rule, RULE_STARTED);
    assert_int_equal(c->tasks, TASKS_PROCESSES);
    assert_string_equal(c->before, "join");
    c = check_of(&spec, "started_too");
    assert_int_equal(c->tasks, TASKS_ANY);
    assert_string_equal(c->before, "hello");
    c = check_of(&spec, "pool");
    assert_int_equal(c->rule, RULE_WORKERS);
    assert_duration(&c->is, "1", 1000000000);
    assert_duration(&c->tolerance, "0.25", 1000000000);
    assert_string_equal(c->at_most, "workers");
    c = check_of(&spec, "file_alone");
    assert_int_equal(c->rule, RULE_FILE_EXCLUSIVE);
    c = check_of(&spec, "file_first");
    assert_int_equal(c->rule, RULE_FILE_BEFORE);
    assert_string_equal(c->file, "invoice.txt");
    assert_string_equal(c->before, "hello");
    assert_int_equal(check_of(&spec, "no_race")->rule, RULE_NO_FINDING);
}

static void test_defaults(void **state)
{
    (void)state;
    static const char text[] =
        "exercise: say_hello\n"
        "cases: [{id: one}]\n"
        "checks: [{id: r, kind: race, points: 2}, {id: m, kind: memory, points: 0.5}]\n";
    cleanup_with(free_spec) struct spec spec = read_good(text, NULL);
    assert_string_equal(spec.title, "Say hello");
    assert_int_equal(spec.limits.time_ns, 60000000000);
    assert_int_equal(spec.limits.cpu_ns, 10000000000);
    assert_int_equal(spec.limits.wall_ns, 60000000000);
    assert_int_equal(spec.limits.memory_bytes, 256 << 20);
    assert_int_equal(spec.limits.output_bytes, 64 << 10);
    assert_int_equal(spec.limits.file_bytes, 1 << 20);
    assert_int_equal(spec.limits.tasks, 80);
    assert_null(spec.let);
    assert_null(spec.watch);
    assert_true(spec.cases[0].weight == 1);
    assert_true(spec_total_points(&spec) == 2.5);
    assert_int_equal(spec_hidden_case_count(&spec), 0);
    assert_string_equal(engine_name(ENGINE_NATIVE), "native");
    assert_string_equal(engine_name(ENGINE_TSAN), "tsan");
}

static void test_many_mistakes_at_once(void **state)
{
    (void)state;
    static const char text[] =
        "exercise: many\n"                                         /* 1 */
        "titel: Many mistakes\n"                                   /* 2: unknown key */
        "limits: {time: 30, memory: 99999999999 GiB, tasks: no}\n" /* 3: three */
        "files: [../passwd]\n"                                     /* 4: a path */
        "let: |\n"                                                 /* 5 */
        "  k = 1\n"                                                /* 6 */
        "  function f(\n"                                          /* 7 */
        "  end\n"                                                  /* 8: Lua syntax */
        "events:\n"                                                /* 9 */
        "  hello: '^Hello (?<name>.*$'\n"                          /* 10: pattern */
        "  bye:   '^Bye (?<name>.*)$'\n"                           /* 11 */
        "  bye:   '^Bye$'\n"                                       /* 12: double */
        "cases:\n"                                                 /* 13 */
        "  - {id: one, args: [A, \"B\\nC\"], weight: 0}\n"         /* 14: newline, weight */
        "  - {id: one, engines: [natvie]}\n"                       /* 15: id twice, engine */
        "  - {args: Ann}\n"                                        /* 16: no id, no list */
        "checks:\n"                                                /* 17 */
        "  - {id: a, kind: ouput, points: 1, unexpected: none}\n"  /* 18: kind */
        "  - {id: b, kind: output, points: -1, each: [helo], of: name, in: args}\n" /* 19: points,
                                                                                       event */
        "  - {id: b, kind: race, points: 1}\n" /* 20: id twice */
        "  - {id: c, kind: time, points: 1, gap: [bye, hello], same: nam, is: 2}\n" /* 21: capture,
                                                                                       unit */
        "  - {id: d, kind: output, points: 1, each: [bye], of: name, in: args +}\n" /* 22: Lua */
        "  - {id: e, kind: output, points: 1}\n" /* 23: needs a rule */
        "  - {id: f, kind: race, points: 1, order: [bye, hello], total: 1 s}\n" /* 24: kind, two
                                                                                   rules */
        "  - {id: g, kind: output, points: 1, lines: [bye]}\n"; /* 25: operand missing */
    static const char *const expected[] = {
        "e.yaml:2:1: unknown key `titel` in the spec; did you mean `title`?",
        "e.yaml:3:16: `30` is no duration; expected a number and a unit (ns, us, ms, s, min)",
        "e.yaml:3:28: `99999999999 GiB` is no size",
        "e.yaml:3:52: `tasks` expects a whole number from 1 to 4096",
        "e.yaml:4:9: `../passwd` is no plain file name",
        "e.yaml:8:1: not well-formed Lua: line 3",
        "e.yaml:10:29: the pattern is not well-formed at its character 19: missing closing "
        "parenthesis",
        "e.yaml:12:3: the key `bye` stands here twice; the first is in line 11",
        "e.yaml:14:25: an argument has a newline in it",
        "e.yaml:14:42: `weight` is `0`; expected a number from 0.001",
        "e.yaml:15:10: another case has the id `one` too",
        "e.yaml:15:25: `natvie` is not an engine; did you mean `native`?",
        "e.yaml:16:5: a case has no `id`; it is required",
        "e.yaml:16:12: expected a list of arguments, got text",
        "e.yaml:18:19: `ouput` is not a kind of check; did you mean `output`?",
        "e.yaml:19:35: `points` is `-1`; expected a number from 0",
        "e.yaml:19:46: there is no event `helo`; did you mean `hello`?",
        "e.yaml:20:10: another check has the id `b` too",
        "e.yaml:21:61: the event `bye` has no capture `nam`; did you mean `name`?",
        "e.yaml:21:70: `2` is no duration; expected a number or a Lua expression, a blank and a "
        "unit",
        "e.yaml:22:65: `args +` is no Lua expression",
        "e.yaml:23:19: a check of kind `output` needs a rule",
        "e.yaml:24:19: the kind `race` does not fit the rule `order`",
        "e.yaml:24:64: a check has one rule, and this one has `order`; make `total` a check of its "
        "own",
        "e.yaml:25:5: the rule `lines` needs `are`, which is missing",
    };
    cleanup_free char *message = mistakes_of(text);
    char *rest = message;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *line = strsep(&rest, "\n");
        if (!line || strncmp(line, expected[i], strlen(expected[i])) != 0)
            fail_msg("expected: %s\ngot:      %s", expected[i], line ? line : "no more");
    }
    if (rest)
        fail_msg("more than expected: %s", rest);
}

static void test_mistakes_of_checks(void **state)
{
    (void)state;
    static const struct {
        const char *check, *part;
    } table[] = {
        {"kind: build, unexpected: none", "`build` is not a kind of check"},
        {"kind: time, total: names", "`names` is no duration"},
        {"kind: time, total: 2 sec", "`2 sec` is no duration"},
        {"kind: time, total: 2 s ± 1", "is no duration"},
        {"kind: time, total: 0 - 2 s", "a duration cannot be negative, got -2"},
        {"kind: time, total: nosuch(n) s", "attempt to call a nil value (global 'nosuch')"},
        {"kind: time, cpu: 1 s ± 0.1 s", "a tolerance has no meaning here"},
        {"kind: output, order: [a], same: name", "expected a list of two events, [a, b], got 1"},
        {"kind: output, order: a", "expected a list of two events, [a, b], got text"},
        {"kind: output, order: [a, a]", "the event `a` stands here twice"},
        {"kind: output, order: [a, c], same: name",
         "the event `c` has no capture `name`; expected none here"},
        {"kind: output, order: [a, b], where: first.othr == second.other",
         "the event `a` has no capture `othr`"},
        {"kind: output, order: [a, b], where: 'first.name == second.othr'",
         "did you mean `other`?"},
        {"kind: output, order: [a, b], where: first.", "is no Lua expression"},
        {"kind: output, all: [a], before_any: b", "expected the name of one event"},
        {"kind: output, all: a", "the rule `all` needs `before_any`"},
        {"kind: output, unexpected: some",
         "`some` is not what `unexpected` may say; did you mean `none`?"},
        {"kind: output, lines: [a], are: '{1, {}}'", "element 2 is a table"},
        {"kind: output, lines: [a], are: n",
         "expected a list of strings, got a number (in case `one`)"},
        {"kind: output, lines: [a], are: [x]", "expected a Lua expression (in quotes"},
        {"kind: output, lines: [a], are: args, ordered: yes", "`yes` is not true or false"},
        {"kind: output, each: [a], of: name, in: args, times: 0.5",
         "expected a whole number, got 0.5"},
        {"kind: output, each: [a], of: name, in: args, times: -1", "expected 0 or more, got -1"},
        {"kind: output, each: [], of: name, in: args", "expected a list of events, got 0"},
        {"kind: output, each: [a], of: name, in: args, same: name",
         "`same` does not go with `each`, which takes"},
        {"kind: output, unexpected: none, same: name", "which stands alone"},
        {"kind: race, same: name",
         "`same` belongs to a rule that is missing here: `order`, `gap`, `inside`"},
        {"kind: exclusion, inside: [a, b], same: name", "needs `at_most` or `reaches`"},
        {"kind: concurrency, actors: [a], are: threads, count: n", "did you mean `thread`?"},
        {"kind: concurrency, started: thread, count: n, before: joyn", "did you mean `join`?"},
        {"kind: output, file: /etc/passwd, lines: args", "is no plain file name"},
        {"kind: output, file: .., lines: args", "is no plain file name"},
        {"kind: exclusion, file: x, exclusive: false", "expected true"},
        {"kind: exclusion, file: x", "the rule `file` needs `lines`"},
        {"kind: output, that: return (", "not well-formed Lua: line 1"},
        {"kind: output, exit: '\"zero\"'", "expected a number, got a string"},
        {"kind: output, model: {on: {a: {if: true}}}", "`state`"},
        {"kind: output, model: {state: {x: 1}, on: {c9: {if: true}}}", "there is no event `c9`"},
        {"kind: output, model: {state: {x: 1}, on: {a: {wen: true}}}", "`wen`"},
        {"kind: output, model: {state: {x: 1}, on: {a: {if: 'x >'}}}", "is no Lua expression"},
        {"kind: output, model: {state: {x-y: 1}, on: {}}", "is no name for a variable"},
        {"kind: output, model: {state: {e: 1}, on: {}}", "is no name for a variable"},
        {"kind: output, model: {state: {x: 1}, on: {a: {then: 'x = = 1'}}}", "not well-formed Lua"},
        {"kind: output, unexpected: none, sometimes: often", "`often` is not true or false"},
        {"kind: race, points: 3", "the key `points` stands here twice"},
        {"kind: race, title: \"two\\nlines\"", "expected one line of text"},
        {"kind: race, hint: [x]", "expected text, got a list"},
        {"kind: race, [x]: y", "expected a key of a check, got a list"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_check_mistake(table[i].check, table[i].part);
}

/* In a flow mapping YAML ends a value at a comma: the likeliest slip of all. */
static void test_comma_in_a_value(void **state)
{
    (void)state;
    cleanup_free char *text =
        spec_with(NULL, NULL, "  - {id: k, kind: time, points: 1, total: max(n, 2) s}");
    cleanup_free char *message = mistakes_of(text);
    assert_has(message, "e.yaml:7:43: `max(n` is no duration");
    assert_has(message, "e.yaml:7:50: unknown key `2) s` in a check; in {…} a comma ends a value");
}

static void test_mistakes_of_cases(void **state)
{
    (void)state;
    static const struct {
        const char *item, *part;
    } table[] = {
        {"{id: one, args: [\"a\\0b\"]}", "e.yaml:5:22: a NUL byte in the text"},
        {"{id: one, args: [[a]]}", "got a list"},
        {"{id: one, args: [], args_from: 'args'}", "`args` or `args_from`, not both"},
        {"{id: one, args_from: '\"x\"'}", "expected a list of strings, got a string"},
        {"{id: one, args_from: '{\"a\\nb\"}'}", "`args_from`: argument 1 has a newline in it"},
        {"{id: one, args_from: 'repeated(2000, tostring)'}", "expected at most 1024"},
        {"{id: one, args_from: 'nosuch()'}", "global 'nosuch'"},
        {"{id: one, args_from: '{a = 1}'}", "got a table with the key `a`"},
        {"{id: 'o n e'}", "is no good as the id of a case"},
        {"{id: one, hidden: true}", "unknown key `hidden` in a case"},
        {"{id: one, engines: []}", "no engine"},
        {"{id: one, weight: much}", "`much` is not a number"},
        {"{id: one, weight: 1e999}", "is not a number"},
        {"{id: one, environment: {1X: y}}", "`1X` is no name of a variable"},
        {"{id: one, environment: [x]}", "expected a mapping of names of variables"},
        {"{id: one, before: {a/b: y}}", "`a/b` is no plain file name"},
        {"{id: one, before: {x: [y]}}", "expected the content of the file as text"},
        {"just text", "a case: a mapping of keys to values, got text"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cleanup_free char *cases = xasprintf("  - %s", table[i].item);
        cleanup_free char *text = spec_with(NULL, cases, NULL);
        cleanup_free char *message = mistakes_of(text);
        assert_has(message, table[i].part);
        if (count_lines(message) != 1)
            fail_msg("expected one mistake:\n%s", message);
    }
}

static void test_let(void **state)
{
    (void)state;
    static const char cases[] = "  - {id: one, args: ['1']}\n  - {id: two, args: []}";
    cleanup_free char *fails = spec_with("|\n  x = 1\n  k = args[1] + 1", cases, NULL);
    cleanup_free char *message = mistakes_of(fails);
    assert_string_equal(message,
                        "e.yaml:4:1: `let` fails in case `two`: line 2 of `let`: attempt to "
                        "perform arithmetic on a nil value (field 'integer index')");
    cleanup_free char *loops = spec_with("while true do end", NULL, NULL);
    free(message);
    message = mistakes_of(loops);
    assert_has(message, "it takes too long");

    /* What `let` defines before it fails for the lack of arguments is there for args_from. */
    cleanup_free char *helps = spec_with("|\n  function f(i) return i * i end\n  k = args[1] + 1",
                                         "  - {id: one, args_from: 'repeated(3, f)'}", NULL);
    cleanup_with(free_spec) struct spec spec = read_good(helps, NULL);
    assert_int_equal(spec.cases[0].arg_count, 3);
    assert_string_equal(spec.cases[0].args[2], "9");
}

static void test_required_keys(void **state)
{
    (void)state;
    cleanup_free char *none = mistakes_of("title: x\n");
    assert_has(none, "e.yaml:1:1: the spec has no `exercise`");
    assert_has(none, "e.yaml:1:1: the spec has no `cases`");
    assert_has(none, "e.yaml:1:1: the spec has no `checks`");
    cleanup_free char *empty = mistakes_of("exercise: x\ncases: []\nchecks: []\n");
    assert_has(empty, "e.yaml:2:8: there are no cases");
    assert_has(empty, "e.yaml:3:9: there are no checks");
    cleanup_free char *bare = mistakes_of("exercise: x\ncases: [{id: c}]\nchecks: [{}]\n");
    assert_has(bare, "e.yaml:3:10: a check has no `id`");
    assert_has(bare, "e.yaml:3:10: a check has no `kind`");
    assert_has(bare, "e.yaml:3:10: a check has no `points`");
}

static void test_hidden(void **state)
{
    (void)state;
    cleanup_free char *right = spec_with(NULL, NULL, NULL);
    cleanup_free char *message =
        mistakes_of_bytes(right, strlen(right), "cases: [{id: one}]\nchecks: []\n");
    assert_string_equal(
        message, "hidden.yaml:1:14: another case has the id `one` too; expected one of its own\n"
                 "hidden.yaml:2:1: unknown key `checks` in hidden.yaml; expected cases");
}

static void test_not_yaml(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *message;
    } table[] = {
        {"", 0, "e.yaml:1:1: the file is empty"},
        {"# only this\n", 12, "e.yaml:1:1: the file is empty"},
        {"[]", 2, "e.yaml:1:1: expected the spec: a mapping of keys to values, got a list"},
        {"text", 4, "e.yaml:1:1: expected the spec: a mapping of keys to values, got text"},
        {"a: b\nc: d\xff\n", 11, "e.yaml:2:5: byte 0xff is not valid UTF-8"},
        {"a: \xc3", 4, "e.yaml:1:4: byte 0xc3 is not valid UTF-8"},
        {"\xff\xfe"
         "a\0",
         4, "e.yaml:1:1: byte 0xff is not valid UTF-8"},
        {"a: \0b", 5, "e.yaml:1:4: control character 0x00"},
        {"a: é\x1b", 6, "e.yaml:1:5: control character 0x1b"},
        {"a: [b\nc: d\n", 11, "e.yaml:2:2: not well-formed YAML"},
        {"a: *nobody\n", 11, "e.yaml:1:4: not well-formed YAML: found undefined alias"},
        {"a: b\n---\nc: d\n", 14, "e.yaml:2:1: a second YAML document begins here"},
        {"\t- a", 4, "e.yaml:1:1: not well-formed YAML"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cleanup_free char *message = mistakes_of_bytes(table[i].text, table[i].size, NULL);
        assert_has(message, table[i].message);
    }
}

static char *repeated(const char *text, size_t times)
{
    struct buffer b = {0};
    for (size_t i = 0; i < times; i++)
        buffer_puts(&b, text);
    return buffer_take(&b);
}

static void test_large_and_deep(void **state)
{
    (void)state;
    static const char *const parts[] = {"[", "{a: ", "- ",      "? ", "&a ",
                                        "!", "[a,",  "a: &b\n", "'",  "%"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        cleanup_free char *text = repeated(parts[i], 100000 / strlen(parts[i]));
        cleanup_free char *message = mistakes_of(text);
        assert_true(count_lines(message) <= 101);
    }
    cleanup_free char *large = repeated("# padding\n", 120000);
    cleanup_free char *message = mistakes_of(large);
    assert_has(message, "a spec may have at most 1 MiB");
    cleanup_free char *many = repeated("x: 1\n", 500);
    free(message);
    message = mistakes_of(many);
    assert_has(message, "more mistakes");
    assert_int_equal(count_lines(message), 101);
}

static void test_aliases(void **state)
{
    (void)state;
    static const char good[] = "exercise: x\n"
                               "cases:\n"
                               "  - {id: one, args: &names [Ann, &b Ben]}\n"
                               "  - {id: two, args: *names}\n"
                               "  - {id: three, args: [*b]}\n"
                               "checks: [{id: r, kind: race, points: 1}]\n";
    cleanup_with(free_spec) struct spec spec = read_good(good, NULL);
    assert_string_equal(spec.cases[1].args[1], "Ben");
    assert_string_equal(spec.cases[2].args[0], "Ben");

    cleanup_free char *cycle =
        mistakes_of("exercise: x\ncases: &c [*c, {id: one, args: *c}]\nchecks: *c\n");
    assert_has(cycle, "got a list");
    cleanup_free char *laughs = mistakes_of("exercise: &a [x,x,x,x,x,x,x,x,x]\n"
                                            "title: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                                            "let: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                                            "files: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                                            "cases: [*d,*d,*d,*d]\nchecks: [*d]\n");
    assert_has(laughs, "e.yaml:1:11: expected a name, got a list");

    /* 400 cases that share one list of 1,000 long arguments. */
    cleanup_buffer struct buffer wide = {0};
    buffer_puts(&wide, "exercise: x\ncases:\n  - {id: c, args: &a [");
    for (int i = 0; i < 1000; i++)
        buffer_printf(&wide, "%s%0200d", i ? "," : "", i);
    buffer_puts(&wide, "]}\n");
    for (int i = 0; i < 400; i++)
        buffer_printf(&wide, "  - {id: c%d, args: *a}\n", i);
    buffer_puts(&wide, "checks: [{id: r, kind: race, points: 1}]\n");
    cleanup_free char *message = mistakes_of(wide.data);
    assert_has(message, "grows beyond 16 MiB");
}

static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *message;
    } table[] = {
        {"'('", "e.yaml:2:15: the pattern is not well-formed at its character 2: missing closing "
                "parenthesis"},
        {"a)b", "e.yaml:2:14: the pattern is not well-formed at its character 2: unmatched closing "
                "parenthesis"},
        {"'((((((a{900}){900}){900}){900}){900}'", "not well-formed"},
        {"'(a{65535}){65535}'", "not well-formed"},
        {"\"a\\0b\"", "a NUL byte"},
        {"''", "expected a pattern (PCRE2), got nothing"},
        {"[a]", "expected a pattern (PCRE2), got a list"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cleanup_free char *text = xasprintf("exercise: x\nevents: {a: %s}\ncases: [{id: c}]\n"
                                            "checks: [{id: r, kind: race, points: 1}]\n",
                                            table[i].pattern);
        cleanup_free char *message = mistakes_of(text);
        assert_has(message, table[i].message);
        assert_int_equal(count_lines(message), 1);
    }
    cleanup_free char *deep = repeated("(", 2000);
    cleanup_free char *text = xasprintf("exercise: x\nevents: {a: '%s'}\ncases: [{id: c}]\n"
                                        "checks: [{id: r, kind: race, points: 1}]\n",
                                        deep);
    cleanup_free char *message = mistakes_of(text);
    assert_has(message, "not well-formed");
}

static void write_file(const char *folder, const char *name, const char *text)
{
    cleanup_free char *path = xasprintf("%s/%s", folder, name);
    cleanup_fclose FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
}

static void test_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_spec_XXXXXX";
    assert_non_null(mkdtemp(folder));
    cleanup_free char *exercise = xasprintf("%s/exercise.yaml", folder);
    cleanup_free char *hidden = xasprintf("%s/hidden.yaml", folder);
    cleanup_free char *slashed = xasprintf("%s//", folder);
    struct spec spec;
    cleanup_error struct error err = ERROR_INIT;

    assert_int_equal(spec_read(folder, &spec, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_has(err.message, "exercise.yaml: there is no such file");
    assert_int_equal(spec_read("/nonexistent", &spec, &err), -1);

    write_file(folder, "exercise.yaml", sample);
    assert_int_equal(spec_read(folder, &spec, &err), 0);
    assert_int_equal(spec.case_count, 5);
    assert_string_equal(spec.folder, folder);
    spec_free(&spec);

    write_file(folder, "hidden.yaml", sample_hidden);
    assert_int_equal(spec_read(slashed, &spec, &err), 0);
    assert_int_equal(spec.case_count, 6);
    spec_free(&spec);

    write_file(folder, "hidden.yaml", "");
    assert_int_equal(spec_read(folder, &spec, &err), -1);
    assert_has(err.message, "hidden.yaml:1:1: the file is empty");

    remove(exercise);
    assert_int_equal(mkfifo(exercise, 0600), 0);
    assert_int_equal(spec_read(folder, &spec, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_has(err.message, "not a regular file");
    remove(exercise);
    assert_int_equal(mkdir(exercise, 0700), 0);
    assert_int_equal(spec_read(folder, &spec, &err), -1);
    assert_has(err.message, "not a regular file");
    remove(exercise);
    remove(hidden);
    remove(folder);
}

static uint32_t random_state = 12345;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

/* Changes, drops or doubles some bytes. */
static void mutate(struct buffer *text)
{
    static const char likely[] = "{}[]:,'\"|>&*!%#-? \n\t\0\xff\xc3()=~0";
    for (uint32_t i = 0, changes = 1 + random_below(3); i < changes && text->length > 8; i++) {
        uint32_t at = random_below((uint32_t)text->length - 4);
        switch (random_below(4)) {
        case 0:
            text->data[at] = (char)random_below(256);
            break;
        case 1:
            text->data[at] = likely[random_below(sizeof likely - 1)];
            break;
        case 2:
            memmove(text->data + at, text->data + at + 3, text->length - at - 3);
            text->length -= 3;
            break;
        default:
            memmove(text->data + at, text->data + random_below((uint32_t)text->length - 4), 4);
        }
    }
}

static void test_mutations(void **state)
{
    (void)state;
    int good = 0, bad = 0;
    for (int i = 0; i < 2000; i++) {
        struct spec spec;
        cleanup_error struct error err = ERROR_INIT;
        cleanup_buffer struct buffer text = {0};
        buffer_add(&text, sample, sizeof sample - 1);
        mutate(&text);
        if (spec_read_text("e.yaml", text.data, text.length, sample_hidden,
                           sizeof sample_hidden - 1, &spec, &err) == 0) {
            good++;
            spec_free(&spec);
            continue;
        }
        bad++;
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_true(strncmp(err.message, "e.yaml", 6) == 0 ||
                    strncmp(err.message, "hidden.yaml", 11) == 0);
    }
    print_message("%d specs were still right, %d were not\n", good, bad);
    assert_true(good > 20 && bad > 500); /* else the loop tries nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_top_level),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_checks_of_output),
        cmocka_unit_test(test_checks_of_time),
        cmocka_unit_test(test_checks_of_tasks),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_many_mistakes_at_once),
        cmocka_unit_test(test_mistakes_of_checks),
        cmocka_unit_test(test_comma_in_a_value),
        cmocka_unit_test(test_mistakes_of_cases),
        cmocka_unit_test(test_let),
        cmocka_unit_test(test_required_keys),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_not_yaml),
        cmocka_unit_test(test_large_and_deep),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}
