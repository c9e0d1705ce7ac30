#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/catalog.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "engine/engine.h"
#include "report/format.h"
#include "report/source_text.h"

#define USAGE "grader check EXERCISE FILE.c"

static const char help[] =
    "Usage: grader check [OPTIONS] EXERCISE FILE.c\n"
    "\n"
    "Grades one submission and explains every lost point.\n"
    "\n"
    "  --format FORMAT      terminal (as if none were given), json, junit, markdown, github, "
    "sarif,\n"
    "                       html, gradescope, prairielearn, autolab, vpl; on standard output\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --jobs N             builds and runs at once (the processors, if memory allows)\n"
    "  --engines LIST       only these ways of running: native,tsan,late,eager,memory,explore\n"
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

static void report(const struct options *o, const struct format *format, const struct spec *spec,
                   struct result *r)
{
    struct buffer text = {0};
    struct terminal_options terminal = {
        .warnings = o->show_warnings, .source_path = r->submission, .spec = spec};
    terminal_options_detect(&terminal, stdout);
    struct class_entry e = {.state = r->state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED,
                            .result = *r};
    e.source = source_text_read(r->submission, &e.source_size);
    format_print_one(&text, format, &e, &terminal);
    free(e.source);
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
}

static int exit_code(const struct result *r)
{
    if (r->state == RESULT_ERROR)
        return EXIT_TROUBLE;
    return r->accepted ? EXIT_FULL : EXIT_NOT_FULL;
}

int check_submission(const struct options *o, const struct format *format, const struct spec *spec,
                     const char *path, struct error *err)
{
    interrupt_guard();
    struct grade_options options = {
        .compiler = o->compiler, .jobs = o->jobs, .engines = o->engines};
    bool terminal = format->one == terminal_one && isatty(STDERR_FILENO);
    if (terminal)
        options.on_progress = show_progress;
    cleanup_with(result_free) struct result result = {0};
    int status = grade_submission(spec, path, &options, &result, err);
    interrupt_settle();
    if (terminal)
        fputs("\r\033[K", stderr);
    if (status != 0)
        return -1;
    if (result.state == RESULT_ERROR && format->one != terminal_one)
        fprintf(stderr, "grader: could not grade; the report tells the reason\n");
    report(o, format, spec, &result);
    return exit_code(&result);
}

static int check(int argc, char **argv, struct error *err)
{
    struct options o;
    const struct format *format;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 2, 2, USAGE, err) != 0 || options_format(&o, false, &format, err) != 0)
        return -1;
    cleanup_with(spec_free) struct spec spec = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    return check_submission(&o, format, &spec, o.operands[1], err);
}

const struct command check_command = {"check", "grade one submission and explain every lost point",
                                      help, check};
