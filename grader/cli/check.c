#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "report/report.h"

#define USAGE "grader check EXERCISE FILE.c"

static const char help[] =
    "Usage: grader check [OPTIONS] EXERCISE FILE.c\n"
    "\n"
    "Grades one submission and explains every lost point.\n"
    "\n"
    "  --format text|json   json: one object on standard output, and nothing else\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --jobs N             builds and runs at once (the processors)\n"
    "  --engines LIST       only these ways of running: native,tsan,late,eager,memory\n"
    "  --show-warnings      all warnings of the compiler, also for an accepted submission\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 accepted, 1 rejected, 2 the call or the spec is wrong, 3 the machine failed.\n";

static const int allowed[] = {
    OPTION_FORMAT,    OPTION_CC, OPTION_JOBS, OPTION_ENGINES, OPTION_SHOW_WARNINGS,
    OPTION_EXERCISES, 0};

static void show_progress(void *context, unsigned done, unsigned total, const char *what)
{
    (void)context;
    (void)what;
    fprintf(stderr, "\r\033[K%u of %u", done, total);
    if (done == total)
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

static void report(const struct options *o, const struct spec *spec, const struct result *r)
{
    struct buffer text = {0};
    if (o->json) {
        json_t *object = result_to_json(r);
        json_write(&text, object, true);
        json_decref(object);
    } else {
        struct terminal_options terminal = {
            .warnings = o->show_warnings, .source_path = r->submission, .spec = spec};
        terminal_options_detect(&terminal, stdout);
        terminal_report(&text, r, &terminal);
    }
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
}

static int exit_code(const struct result *r)
{
    if (r->state == RESULT_ERROR)
        return EXIT_TROUBLE;
    return r->accepted ? EXIT_FULL : EXIT_NOT_FULL;
}

static int check(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 2, 2, USAGE, err) != 0)
        return -1;
    cleanup_with(spec_free) struct spec spec = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    interrupt_guard();
    struct grade_options options = {.compiler = o.compiler, .jobs = o.jobs, .engines = o.engines};
    bool terminal = !o.json && isatty(STDERR_FILENO);
    if (terminal)
        options.on_progress = show_progress;
    cleanup_with(result_free) struct result result = {0};
    int status = grade_submission(&spec, o.operands[1], &options, &result, err);
    interrupt_settle();
    if (terminal)
        fputs("\r\033[K", stderr);
    if (status != 0)
        return -1;
    if (result.state == RESULT_ERROR && o.json)
        fprintf(stderr, "grader: could not grade; the reason is in the object's \"error\"\n");
    report(&o, &spec, &result);
    return exit_code(&result);
}

const struct command check_command = {"check", "grade one submission and explain every lost point",
                                      help, check};
