/*
 * Each target takes any bytes. What it must not do is crash, hang, or break what
 * it promises of its answer; the latter is told by must().
 */
#include "targets.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/alike.h"
#include "compile/compile.h"
#include "compile/diagnostics.h"
#include "engine/engine.h"
#include "engine/integrity_text.h"
#include "engine/memory_report.h"
#include "engine/symbolizer.h"
#include "engine/tsan_report.h"
#include "explore/log.h"
#include "explore/story.h"
#include "explore/trace.h"
#include "judge/judge.h"
#include "report/escape.h"
#include "report/report.h"

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

/* ---- specs, and the judge on lines */

static void judge(const struct spec *spec, const struct trace *t)
{
    struct judged_run run = {.engine = ENGINE_NATIVE, .trace = t};
    for (size_t i = 0; i < spec->case_count && i < 2; i++) {
        struct case_verdict verdict = {0};
        struct error err = ERROR_INIT;
        if (judge_case(spec, &spec->cases[i], &run, 1, &verdict, &err) == 0)
            must(verdict.check_count == spec->check_count, "a verdict for each check");
        else
            must(err.message != NULL, "the judge says what is wrong");
        case_verdict_free(&verdict);
        error_clear(&err);
    }
}

/* Up to the first NUL byte the spec, then the hidden cases. */
static void try_spec(const char *bytes, size_t size)
{
    static const char lines[] = "Hello to: Ann\nGoodbye to: Ann\n1 2 3\n";
    struct spec spec;
    struct trace t;
    struct error err = ERROR_INIT;
    const char *end = memchr(bytes, '\0', size);
    size_t own = end ? (size_t)(end - bytes) : size;
    const char *hidden = end ? end + 1 : NULL;
    if (spec_read_text("exercise.yaml", bytes, own, hidden, end ? size - own - 1 : 0, &spec,
                       &err) == 0) {
        must(spec.case_count > 0 && spec.check_count > 0, "a spec has cases and checks");
        trace_from_lines(&t, lines, sizeof lines - 1);
        judge(&spec, &t);
        trace_free(&t);
        spec_free(&spec);
    } else {
        must(err.message && *err.message, "a bad spec is told what is wrong");
    }
    error_clear(&err);
}

/* ---- reports of the sanitizers */

static void check_findings(struct trace *t)
{
    for (size_t i = 0; i < t->finding_count; i++)
        must(t->findings[i].code && t->findings[i].message && *t->findings[i].message,
             "a finding has a code and a message");
    trace_free(t);
}

static void begin_trace(struct trace *t)
{
    *t = (struct trace){0};
    trace_add_task(t, TASK_INITIAL, -1);
    trace_add_task(t, TASK_THREAD, 0);
    trace_add_task(t, TASK_THREAD, 0);
}

static void try_tsan(const char *bytes, size_t size)
{
    cleanup_free char *log = xstrndup(bytes, size);
    struct trace t;
    begin_trace(&t);
    tsan_parse_reports(log, "cart.c", NULL, &t);
    free(tsan_own_trouble(log));
    check_findings(&t);
}

static void try_memory(const char *bytes, size_t size)
{
    cleanup_free char *log = xstrndup(bytes, size);
    struct trace t;
    begin_trace(&t);
    memory_parse_reports(log, "cart.c", NULL, &t);
    free(memory_own_trouble(log));
    check_findings(&t);
}

/* ---- what explored programs tell of themselves */

static const struct spec *greeting_spec(void)
{
    static const char text[] =
        "exercise: trial\ntitle: A trial\nevents:\n"
        "  hello: '^Hello to: (?<name>.*)$'\n  goodbye: '^Goodbye to: (?<name>.*)$'\n"
        "cases:\n  - {id: two, args: [Ann, Ben]}\nchecks:\n"
        "  - {id: each, kind: output, points: 1, each: [hello, goodbye], of: name, in: args, "
        "times: "
        "1}\n"
        "  - {id: order, kind: output, points: 1, order: [hello, goodbye], same: name}\n"
        "  - {id: gap, kind: time, points: 1, gap: [hello, goodbye], same: name, is: 2 s ± 0.2 "
        "s}\n";
    static struct spec spec;
    static bool is_read;
    struct error err = ERROR_INIT;
    if (!is_read)
        must(spec_read_text("trial.yaml", text, sizeof text - 1, NULL, 0, &spec, &err) == 0,
             err.message ? err.message : "the trial's spec is right");
    is_read = true;
    return &spec;
}

/* Any program will do: the addresses make no sense anyhow. */
static struct symbolizer *symbols_of_something(void)
{
    static struct symbolizer *symbols;
    if (!symbols)
        symbols = symbolizer_open("/usr/bin/true");
    must(symbols != NULL, "this program has symbols");
    return symbols;
}

static void try_log(const char *bytes, size_t size)
{
    static char *const files[] = {"invoice.txt", NULL};
    cleanup_free unsigned char *log = xmalloc(size + 1);
    memcpy(log, bytes, size);
    struct log_reader reader = {log, log + size};
    struct log_schedule s;
    while (log_next_schedule(&reader, &s)) {
        struct trace t;
        if (explore_trace(&s, files, symbols_of_something(), &t)) {
            judge(greeting_spec(), &t);
            trace_free(&t);
        }
        story_free(explore_story(&s, "int main(void)\n{\n}\n", symbols_of_something(), 1, 1));
    }
}

static void try_choices(const char *bytes, size_t size)
{
    cleanup_free char *text = xstrndup(bytes, size);
    struct choices c, again = {0};
    if (choices_read(text, &c)) {
        cleanup_free char *written =
            choices_text(c.deviations, c.count, c.visible, c.visible_count);
        must(choices_read(written, &again) && again.count == c.count &&
                 again.visible_count == c.visible_count,
             "choices that were read are written so that they can be read again");
        choices_free(&again);
    }
    choices_free(&c);
}

/* ---- submissions */

static char source_path[64];

static void remove_source(void)
{
    unlink(source_path);
}

static const char *scratch_path(void)
{
    if (!*source_path) {
        snprintf(source_path, sizeof source_path, "/tmp/grader-fuzz-%d.c", (int)getpid());
        atexit(remove_source);
    }
    return source_path;
}

static void read_texts(const struct source *s)
{
    free(integrity_check_tokens(s->text, s->name));
    cleanup_free char *listing = xstrdup(s->text);
    free(integrity_check_listing(listing, s->name));
    free(alike_essence(s->text));
}

static void try_source(const char *bytes, size_t size)
{
    struct source source;
    struct error err = ERROR_INIT;
    FILE *f = fopen(scratch_path(), "we");
    must(f && fwrite(bytes, 1, size, f) == size && fclose(f) == 0, "a file can be written");
    must(source_read(scratch_path(), "say_hello", &source, &err) == 0, "a regular file is read");
    must((source.text == NULL) != (source.rejection == NULL), "a text, or why it is none");
    if (source.text) {
        must(source.size == size && strlen(source.text) == size, "a text is read whole");
        read_texts(&source);
    }
    source_free(&source);
}

/* What the compiler says quotes the submission. */
static void try_diagnostics(const char *bytes, size_t size)
{
    cleanup_free char *log = diagnostics_clean_log(bytes, size, false, "cart.c");
    cleanup_with(build_free) struct build build = {0};
    diagnostics_parse(log, "cart.c", "int main(void)\n{\n    return x\n}\n", &build);
    free(diagnostics_telling_line(log));
}

/* ---- reports */

/* The control sequences that a terminal obeys begin with one of these bytes. */
static void check_terminal(const char *text, size_t size)
{
    uint32_t code;
    for (size_t i = 0, n; i < size; i += n) {
        n = utf8_next(text + i, size - i, &code);
        must(n > 0, "a terminal gets valid UTF-8");
        must(code >= 0x20 && (code < 0x7f || code > 0x9f), "a terminal gets no control characters");
    }
}

static void check_xml(const char *text)
{
    must(!strpbrk(text, "<>\"'\x01\x1b"), "XML gets no markup and no control characters");
}

static void try_escape(const char *bytes, size_t size)
{
    cleanup_buffer struct buffer terminal = {0}, utf8 = {0}, xml = {0}, csv = {0}, markdown = {0};
    escape_terminal(&terminal, bytes, size, false);
    check_terminal(terminal.data, terminal.length);
    escape_utf8(&utf8, bytes, size);
    json_t *string = json_stringn(utf8.data ? utf8.data : "", utf8.length);
    must(string != NULL, "JSON gets valid UTF-8");
    json_decref(string);
    escape_xml(&xml, bytes, size);
    check_xml(xml.data ? xml.data : "");
    escape_csv(&csv, bytes, size);
    must(!csv.length || !strchr("=+-@\t\r", csv.data[csv.data[0] == '"']), "no cell is a formula");
    escape_markdown(&markdown, bytes, size);
    must(!markdown.length || !memchr(markdown.data, '\n', markdown.length), "one line");
}

static void print_result(const struct result *r)
{
    cleanup_buffer struct buffer text = {0};
    struct terminal_options options = {.width = 80};
    terminal_report(&text, r, &options);
    json_t *again = result_to_json(r);
    must(again != NULL, "what was read can be written");
    json_decref(again);
}

static void try_result(const char *bytes, size_t size)
{
    struct result result;
    struct class_report class;
    json_t *object = json_loadb(bytes, size, JSON_ALLOW_NUL, NULL);
    if (object && result_from_json(object, &result) == 0) {
        print_result(&result);
        result_free(&result);
    }
    if (object && class_from_json(object, &class) == 0) {
        cleanup_buffer struct buffer text = {0};
        class_csv(&text, &class);
        class_junit(&text, &class);
        class_free(&class);
    }
    json_decref(object);
}

const struct fuzz_target fuzz_targets[] = {
    {"spec", "exercises/*/exercise.yaml tests/fuzz/seeds/spec/*", try_spec},
    {"tsan", "tests/unit/reports/*.txt tests/fuzz/seeds/tsan/*", try_tsan},
    {"memory", "tests/fuzz/seeds/memory/*", try_memory},
    {"log", "tests/fuzz/seeds/log/*", try_log},
    {"choices", "tests/fuzz/seeds/choices/*", try_choices},
    {"source", "tests/attacks/*.c exercises/*/starter.c tests/fuzz/seeds/source/*", try_source},
    {"diagnostics", "tests/fuzz/seeds/diagnostics/*", try_diagnostics},
    {"escape", "tests/attacks/strange_bytes.c tests/fuzz/seeds/escape/*", try_escape},
    {"result", "tests/fuzz/seeds/result/*", try_result},
};
const size_t fuzz_target_count = sizeof fuzz_targets / sizeof *fuzz_targets;

const struct fuzz_target *fuzz_find(const char *name)
{
    for (size_t i = 0; i < fuzz_target_count; i++)
        if (strcmp(fuzz_targets[i].name, name) == 0)
            return &fuzz_targets[i];
    return NULL;
}
