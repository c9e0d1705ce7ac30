#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "engine/replay.h"
#include "report/escape.h"
#include "report/report.h"

#define USAGE "grader replay EXERCISE FILE.c --case CASE --schedule CHOICES"

static const char help[] =
    "Usage: grader replay [OPTIONS] EXERCISE FILE.c --case CASE --schedule CHOICES\n"
    "\n"
    "Runs one interleaving again, as a report showed it, and tells it step by step.\n"
    "\n"
    "  --case CASE          the case that it belongs to\n"
    "  --schedule CHOICES   which interleaving: as the report has it\n"
    "  --gdb                with the debugger gdb attached to the program\n"
    "  --step N             with --gdb: stop before step N (1)\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 nothing is wrong in it, 1 something is, 2 the call is wrong, 3 the machine\n"
    "failed, 4 the program cannot be run this way.\n";

static const int allowed[] = {OPTION_CASE, OPTION_SCHEDULE,  OPTION_GDB,
                              OPTION_STEP, OPTION_EXERCISES, 0};

enum { EXIT_UNSUPPORTED = 4 };

/* ---- the debugger */

struct debugger {
    char *folder; /* where the source lies */
    pid_t gdb;
};

static bool is_traced(pid_t pid)
{
    cleanup_free char *path = xasprintf("/proc/%d/status", pid);
    cleanup_fclose FILE *file = fopen(path, "re");
    char line[256];
    int tracer = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "TracerPid: %d", &tracer) == 1)
            return tracer != 0;
    return false;
}

/* gdb has the terminal; it lets the program go on at once, and stops where the runtime traps. */
static int start_gdb(void *context, pid_t pid, struct error *err)
{
    struct debugger *d = context;
    cleanup_free char *number = xasprintf("%d", pid);
    cleanup_free char *sources = xasprintf("set substitute-path /workdir %s", d->folder);
    d->gdb = fork();
    if (d->gdb < 0)
        return error_errno(err, "cannot start gdb");
    if (d->gdb == 0) {
        signal(SIGINT, SIG_DFL);
        execlp("gdb", "gdb", "-q", "-iex", "set confirm off", "-iex", sources, "-p", number, "-ex",
               "handle SIGVTALRM nostop noprint pass", "-ex", "continue", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 1000 && !is_traced(pid); i++) {
        int status;
        if (waitpid(d->gdb, &status, WNOHANG) == d->gdb)
            return error_set(err, ERROR_MACHINE, "gdb could not be started: is it installed?");
        usleep(10000);
    }
    usleep(300000); /* until `continue` */
    return is_traced(pid) ? 0
                          : error_set(err, ERROR_MACHINE, "gdb could not attach to the program");
}

static void end_gdb(const struct debugger *d)
{
    if (d->gdb > 0)
        waitpid(d->gdb, NULL, 0);
}

/* ---- telling */

static const struct verdict *first_failure(const struct spec *spec, const struct case_verdict *v,
                                           const char **title)
{
    for (size_t i = 0; i < v->check_count; i++) {
        *title = spec->checks[i].title;
        if (v->checks[i].status == VERDICT_FAILED && !spec->checks[i].sometimes)
            return &v->checks[i];
    }
    for (size_t i = 0; i < v->extra_count; i++) {
        *title = v->extras[i].title;
        return &v->extras[i].verdict;
    }
    return NULL;
}

static void put(struct buffer *b, const char *label, const char *text)
{
    if (!text)
        return;
    buffer_printf(b, "  %-9s ", label);
    escape_terminal(b, text, strlen(text), true);
    buffer_putc(b, '\n');
}

static int tell(const struct spec *spec, const struct replayed *r)
{
    struct buffer b = {0};
    struct terminal_options o = {0};
    const char *title = NULL;
    terminal_options_detect(&o, stdout);
    if (r->unsupported) {
        put(&b, "Not run:", r->unsupported);
    } else {
        if (r->story)
            story_text(&b, r->story, &o);
        const struct verdict *v = first_failure(spec, &r->verdict, &title);
        put(&b, v ? "Broken" : "Fine", v ? title : "nothing is wrong in this interleaving");
        put(&b, "Expected", v ? v->expected : NULL);
        put(&b, "Happened", v ? v->seen : NULL);
    }
    fwrite(b.data, 1, b.length, stdout);
    buffer_free(&b);
    if (r->unsupported)
        return EXIT_UNSUPPORTED;
    return first_failure(spec, &r->verdict, &title) ? EXIT_NOT_FULL : EXIT_FULL;
}

static const struct spec_case *find_case(const struct spec *spec, const char *id, struct error *err)
{
    for (size_t i = 0; i < spec->case_count; i++)
        if (strcmp(spec->cases[i].id, id) == 0)
            return &spec->cases[i];
    error_set(err, ERROR_USAGE, "%s has no case '%s' (grader show %s)", spec->exercise, id,
              spec->exercise);
    return NULL;
}

static int replay_in(const struct options *o, const struct spec *spec, const struct spec_case *c,
                     const struct source *source, const char *directory, struct error *err)
{
    cleanup_with(explore_program_free) struct explore_program program = {0};
    cleanup_with(replayed_free) struct replayed replayed = {0};
    cleanup_free char *folder = xasprintf("%s/explore-source", directory);
    struct debugger debugger = {.folder = folder};
    const struct replay_options options = {.choices = o->schedule,
                                           .stop_step = o->gdb ? o->step ? o->step : 1 : 0,
                                           .on_ready = o->gdb ? start_gdb : NULL,
                                           .context = &debugger};
    if (engine_explore_build(source, directory, &program, err) < 0)
        return -1;
    if (!program.ok)
        return error_set(err, ERROR_USAGE, "%s does not build:\n%s", source->path,
                         program.log ? program.log : "");
    int status = engine_replay(spec, c, source, &program, &options, &replayed, err);
    end_gdb(&debugger);
    return status < 0 ? -1 : tell(spec, &replayed);
}

static int replay(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 2, 2, USAGE, err) != 0)
        return -1;
    if (!o.case_id || !o.schedule)
        return error_set(err, ERROR_USAGE, "something is missing: " USAGE);
    cleanup_with(spec_free) struct spec spec = {0};
    cleanup_with(source_free) struct source source = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    const struct spec_case *c = find_case(&spec, o.case_id, err);
    if (!c || source_read(o.operands[1], spec.exercise, &source, err) != 0)
        return -1;
    if (source.rejection)
        return error_set(err, ERROR_USAGE, "%s: %s", o.operands[1], source.rejection);
    interrupt_guard();
    cleanup_workdir char *directory = workdir_create(err);
    int status = directory ? replay_in(&o, &spec, c, &source, directory, err) : -1;
    interrupt_settle();
    return status;
}

const struct command replay_command = {
    "replay", "one interleaving of a program again, step by step", help, replay};
