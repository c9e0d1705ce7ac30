#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "compile/compile.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"
#include "supervisor/supervisor.h"

#define USAGE "grader run EXERCISE FILE.c [-- ARGUMENTS]"

static const char help[] =
    "Usage: grader run [OPTIONS] EXERCISE FILE.c [-- ARGUMENTS]\n"
    "\n"
    "Runs a program as it is run for grading, without judging it: each line it prints\n"
    "appears at once, with the virtual time and the thread that printed it.\n"
    "\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 the program ended with status 0, 1 it did not, or did not build.\n";

static const int allowed[] = {OPTION_CC, OPTION_EXERCISES, 0};

/* Seconds to the millisecond, which is as fine as waits are judged. */
static double seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static void print_line(void *context, const struct trace *t, const struct trace_event *line)
{
    const struct terminal_options *o = context;
    struct buffer text = {0};
    char time[32];
    snprintf(time, sizeof time, "%9.3f s  ", seconds(line->time_ns));
    text_style(&text, o->colour, STYLE_CYAN, time);
    struct buffer name = {0};
    text_pad(&name, trace_task_name(t, line->task), 18);
    text_style(&text, o->colour, STYLE_DIM, name.data);
    escape_terminal(&text, line->text, line->size, false);
    if (line->no_newline)
        text_style(&text, o->colour, STYLE_DIM, "  (no newline)");
    buffer_putc(&text, '\n');
    fwrite(text.data, 1, text.length, stdout);
    fflush(stdout);
    buffer_free(&text);
    buffer_free(&name);
}

static void print_end(struct buffer *b, const struct trace *t)
{
    static const char *const limits[] = {
        [LIMIT_NONE] = "none",      [LIMIT_TIME] = "time",     [LIMIT_CPU] = "processor time",
        [LIMIT_MEMORY] = "memory",  [LIMIT_TASKS] = "threads", [LIMIT_OUTPUT] = "output",
        [LIMIT_FILE] = "file size", [LIMIT_WAKES] = "wake-ups"};
    switch (t->end) {
    case RUN_EXITED:
        buffer_printf(b, "exit status %d", t->status);
        break;
    case RUN_SIGNALED:
        buffer_printf(b, "ended by signal %d (%s)", t->status, strsignal(t->status));
        break;
    case RUN_DEADLOCK:
        buffer_puts(b, "deadlock: everybody waits, and nothing is due that could wake anybody");
        break;
    case RUN_LIMIT:
        buffer_printf(b, "stopped at the limit of %s", limits[t->limit]);
        break;
    }
}

static void count_tasks(const struct trace *t, size_t *threads, size_t *processes)
{
    *threads = *processes = 0;
    for (size_t i = 0; i < t->task_count; i++) {
        if (t->tasks[i].service)
            continue;
        *threads += t->tasks[i].type == TASK_THREAD;
        *processes += t->tasks[i].type == TASK_PROCESS;
    }
}

static void print_summary(const struct trace *t, const struct terminal_options *o)
{
    struct buffer text = {0}, end = {0};
    size_t threads, processes;
    count_tasks(t, &threads, &processes);
    print_end(&end, t);
    text_style(&text, o->colour, t->end == RUN_EXITED && t->status == 0 ? STYLE_GREEN : STYLE_RED,
               end.data);
    buffer_printf(&text,
                  "\nvirtual time %.3f s, of it %.3f s waiting; processor time %.3f s\n"
                  "started %zu thread%s and %zu child process%s\n",
                  seconds(t->total_ns), seconds(t->idle_ns), seconds(t->cpu_ns), threads,
                  threads == 1 ? "" : "s", processes, processes == 1 ? "" : "es");
    for (size_t i = 0; i < t->finding_count; i++) {
        buffer_putc(&text, '\n');
        text_wrap(&text, t->findings[i].message, 0, o->width);
        if (t->findings[i].details)
            text_wrap(&text, t->findings[i].details, 0, o->width);
    }
    if (t->errors && t->errors_size) {
        buffer_puts(&text, "\nOn standard error (not graded):\n");
        escape_terminal(&text, t->errors, t->errors_size, true);
        if (t->errors[t->errors_size - 1] != '\n')
            buffer_putc(&text, '\n');
    }
    printf("\n");
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    buffer_free(&end);
}

static int tell_build_failure(const char *why)
{
    struct buffer text = {0};
    escape_terminal(&text, why, strlen(why), true);
    printf("The program does not build:\n%s\n", text.data ? text.data : "");
    buffer_free(&text);
    return EXIT_NOT_FULL;
}

static int run_build(const struct spec *spec, const struct build *build, char **args,
                     struct error *err)
{
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    struct run_request request = {.executable = build->executable,
                                  .args = args,
                                  .name = spec->exercise,
                                  .limits = &spec->limits,
                                  .watch = spec->watch,
                                  .on_line = print_line,
                                  .context = &terminal};
    struct trace trace = {0};
    int status = supervisor_run(&request, &trace, err);
    interrupt_settle();
    if (status != 0)
        return -1;
    print_summary(&trace, &terminal);
    bool good = trace.end == RUN_EXITED && trace.status == 0;
    trace_free(&trace);
    return good ? EXIT_FULL : EXIT_NOT_FULL;
}

static int build_and_run(const struct spec *spec, const struct options *o, struct error *err)
{
    cleanup_with(source_free) struct source source = {0};
    if (source_read(o->operands[1], spec->exercise, &source, err) != 0)
        return -1;
    if (source.rejection)
        return tell_build_failure(source.rejection);
    cleanup_workdir char *directory = workdir_create(err);
    if (!directory)
        return -1;
    cleanup_with(build_free) struct build build = {0};
    if (compile_build(&source, ENGINE_NATIVE, o->compiler, directory, &build, err) != 0)
        return -1;
    if (!build.ok)
        return tell_build_failure(build.log ? build.log : "");
    return run_build(spec, &build, o->operands + 2, err);
}

static int run(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 2, -1, USAGE, err) != 0)
        return -1;
    cleanup_with(spec_free) struct spec spec = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    interrupt_guard();
    int status = build_and_run(&spec, &o, err);
    interrupt_settle();
    return status;
}

const struct command run_command = {
    "run", "what my program prints, each line with its virtual time and thread", help, run};
