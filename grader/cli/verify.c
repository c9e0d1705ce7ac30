/*
 * The exercises against their own solutions: accepted ones must get full
 * marks, rejected ones must fail in a check of a kind that their first line
 * names. It is how an instructor tests a spec, and how the project tests itself.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/workers.h"
#include "report/report.h"

static const char help[] =
    "Usage: grader verify [OPTIONS] [EXERCISE...]\n"
    "\n"
    "Grades the known solutions of the exercises (all, if none is named).\n"
    "solutions/<exercise>/accepted/*.c must be accepted; solutions/<exercise>/rejected/*.c\n"
    "must fail in a check of a kind that their first line, `// fails: KIND...`, names.\n"
    "\n"
    "  --repeat N           grade each N times; scores and failed checks must not change\n"
    "  --jobs N             solutions at once (the processors)\n"
    "  --solutions DIR      where the solutions are (beside the exercises)\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --engines LIST       only these ways of running: native,tsan,late,eager,memory\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 all as expected, 1 not, 2 the call or a spec is wrong, 3 the machine failed.\n";

static const int allowed[] = {
    OPTION_REPEAT, OPTION_JOBS, OPTION_SOLUTIONS, OPTION_CC, OPTION_ENGINES, OPTION_EXERCISES, 0};

struct solution {
    size_t exercise; /* index into verify.specs */
    char *path;      /* owned */
    char *label;     /* owned; "exercise/accepted/name.c" */
    bool accepted;   /* expected verdict */
    unsigned kinds;  /* rejected: set of 1 << kind, of which one must fail */
    char *seen;      /* owned; score and failed checks of the first run; NULL before it */
    char *problem;   /* owned; what is not as expected; NULL if nothing */
    bool error;      /* the machine failed */
};

struct verify {
    struct spec *specs; /* owned */
    size_t spec_count, spec_capacity;
    struct solution *solutions; /* owned */
    size_t count, capacity;
    struct progress progress;
};

static void verify_free(struct verify *v)
{
    for (size_t i = 0; i < v->spec_count; i++)
        spec_free(&v->specs[i]);
    for (size_t i = 0; i < v->count; i++) {
        free(v->solutions[i].path);
        free(v->solutions[i].label);
        free(v->solutions[i].seen);
        free(v->solutions[i].problem);
    }
    free(v->specs);
    free(v->solutions);
}

/* ---- reading what is expected ---- */

/* The first line of a rejected solution: "// fails: race output". */
static int read_kinds(const char *path, unsigned *kinds, struct error *err)
{
    static const char start[] = "// fails:";
    char line[512];
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file || !fgets(line, sizeof line, file) || strncmp(line, start, strlen(start)) != 0)
        return error_set(err, ERROR_USAGE, "%s:1:1: expected a first line `// fails: KIND...`",
                         path);
    *kinds = 0;
    char *rest = line + strlen(start);
    for (char *word; (word = strsep(&rest, " ,\t\r\n"));) {
        int kind = *word ? check_kind_parse(word) : -1;
        if (*word && kind < 0)
            return error_set(err, ERROR_USAGE, "%s:1:1: '%s' is no kind of check", path, word);
        if (*word)
            *kinds |= 1u << kind;
    }
    if (!*kinds)
        return error_set(err, ERROR_USAGE, "%s:1:1: `// fails:` names no kind", path);
    return 0;
}

static int by_label(const void *a, const void *b)
{
    return strcmp(((const struct solution *)a)->label, ((const struct solution *)b)->label);
}

static int read_folder(struct verify *v, size_t exercise, const char *root, bool accepted,
                       struct error *err)
{
    const char *name = v->specs[exercise].exercise, *half = accepted ? "accepted" : "rejected";
    cleanup_free char *folder = xasprintf("%s/%s/%s", root, name, half);
    cleanup_closedir DIR *dir = opendir(folder);
    if (!dir && errno != ENOENT)
        return error_set(err, ERROR_USAGE, "cannot read %s: %s", folder, strerror(errno));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t length = strlen(e->d_name);
        if (length < 3 || strcmp(e->d_name + length - 2, ".c") != 0)
            continue;
        struct solution *s = GROW(v->solutions, v->count, v->capacity);
        s->exercise = exercise;
        s->accepted = accepted;
        s->path = xasprintf("%s/%s", folder, e->d_name);
        s->label = xasprintf("%s/%s/%s", name, half, e->d_name);
        if (!accepted && read_kinds(s->path, &s->kinds, err) != 0)
            return -1;
    }
    return 0;
}

static int read_solutions(struct verify *v, const char *root, struct error *err)
{
    for (size_t i = 0; i < v->spec_count; i++) {
        size_t before = v->count;
        if (read_folder(v, i, root, true, err) != 0 || read_folder(v, i, root, false, err) != 0)
            return -1;
        if (v->count == before)
            return error_set(err, ERROR_USAGE, "%s has no solutions in %s/%s/{accepted,rejected}",
                             v->specs[i].exercise, root, v->specs[i].exercise);
    }
    if (v->count)
        qsort(v->solutions, v->count, sizeof *v->solutions, by_label);
    return 0;
}

static int read_exercises(struct verify *v, const struct options *o, const char *root,
                          struct error *err)
{
    char **names = o->operand_count ? NULL : catalog_names(root, err);
    if (!names && !o->operand_count)
        return -1;
    int status = 0;
    char **wanted = names ? names : o->operands;
    for (size_t i = 0; wanted[i] && status == 0; i++) {
        struct spec *spec = GROW(v->specs, v->spec_count, v->spec_capacity);
        status = names ? catalog_open_in(root, wanted[i], spec, err)
                       : catalog_open(o->exercises, wanted[i], spec, err);
        if (status != 0)
            v->spec_count--;
    }
    free_strings(names);
    return status;
}

/* ---- comparing ---- */

static char *summary(const struct result *r)
{
    struct buffer text = {0};
    buffer_printf(&text, "%.2f of %.2f", r->score, r->max_score);
    const char *before = "; failed: ";
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED) {
            buffer_printf(&text, "%s%s (%s)", before, r->checks[i].id,
                          check_kind_name(r->checks[i].kind));
            before = ", ";
        }
    return buffer_take(&text);
}

static bool fails_as_said(const struct result *r, unsigned kinds)
{
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED && kinds & 1u << r->checks[i].kind)
            return true;
    return false;
}

static char *kinds_text(unsigned kinds)
{
    struct buffer text = {0};
    for (int i = 0; i < KIND_COUNT; i++)
        if (kinds & 1u << i)
            buffer_printf(&text, "%s%s", text.length ? " or " : "",
                          check_kind_name((enum check_kind)i));
    return buffer_take(&text);
}

static char *compare(const struct solution *s, const struct result *r, const char *now)
{
    if (s->seen && strcmp(s->seen, now) != 0)
        return xasprintf("not the same each time: %s, but before: %s", now, s->seen);
    if (s->accepted)
        return r->accepted && r->score == r->max_score
                   ? NULL
                   : xasprintf("should be accepted, but got %s", now);
    if (r->accepted)
        return xasprintf("should be rejected, but got %s", now);
    if (fails_as_said(r, s->kinds))
        return NULL;
    cleanup_free char *kinds = kinds_text(s->kinds);
    return xasprintf("should fail in %s, but got %s", kinds, now);
}

static void on_result(void *context, size_t item, struct result *r)
{
    struct verify *v = context;
    struct solution *s = &v->solutions[item % v->count];
    cleanup_free char *now = r->state == RESULT_ERROR ? NULL : summary(r);
    char *problem = now ? compare(s, r, now) : xasprintf("could not be graded: %s", r->error);
    s->error |= !now;
    if (!s->seen)
        s->seen = steal_ptr(now);
    cleanup_free char *line = xasprintf("%s: %s", s->label,
                                        problem       ? problem
                                        : s->accepted ? "accepted"
                                                      : "rejected");
    if (problem && v->progress.terminal)
        progress_say(&v->progress, line);
    progress_step(&v->progress, line);
    if (s->problem)
        free(problem);
    else
        s->problem = problem;
}

/* ---- the table ---- */

static char *tally(const struct verify *v, size_t exercise, bool accepted)
{
    size_t good = 0, all = 0;
    for (size_t i = 0; i < v->count; i++) {
        const struct solution *s = &v->solutions[i];
        if (s->exercise != exercise || s->accepted != accepted)
            continue;
        all++;
        good += !s->problem;
    }
    return xasprintf("%zu of %zu", good, all);
}

static void print_table(const struct verify *v)
{
    size_t rows = v->spec_count + 1, n = 0;
    char **cells = xcalloc(rows * 3, sizeof *cells);
    cells[n++] = xstrdup("exercise");
    cells[n++] = xstrdup("accepted");
    cells[n++] = xstrdup("rejected");
    for (size_t i = 0; i < v->spec_count; i++) {
        cells[n++] = xstrdup(v->specs[i].exercise);
        cells[n++] = tally(v, i, true);
        cells[n++] = tally(v, i, false);
    }
    struct buffer text = {0};
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    table_print(&text, terminal.colour, 3, rows, (const char *const *)cells);
    size_t problems = 0;
    for (size_t i = 0; i < v->count; i++)
        if (v->solutions[i].problem && problems++ == 0)
            buffer_puts(&text, "\nNot as expected:\n");
    for (size_t i = 0; i < v->count; i++)
        if (v->solutions[i].problem)
            buffer_printf(&text, "  %s: %s\n", v->solutions[i].label, v->solutions[i].problem);
    if (problems == 0)
        buffer_printf(&text, "\nAll %zu solutions as expected.\n", v->count);
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    for (size_t i = 0; i < n; i++)
        free(cells[i]);
    free(cells);
}

static int outcome(const struct verify *v)
{
    int code = EXIT_FULL;
    for (size_t i = 0; i < v->count; i++) {
        if (v->solutions[i].error)
            return EXIT_TROUBLE;
        if (v->solutions[i].problem)
            code = EXIT_NOT_FULL;
    }
    return code;
}

static int grade_all(struct verify *v, const struct options *o, struct error *err)
{
    size_t total = v->count * o->repeat;
    cleanup_free struct work_item *work = xcalloc(total, sizeof *work);
    for (size_t i = 0; i < total; i++) {
        const struct solution *s = &v->solutions[i % v->count];
        work[i] = (struct work_item){&v->specs[s->exercise], s->path, s->label};
    }
    struct grade_options options = {.compiler = o->compiler, .jobs = 1, .engines = o->engines};
    struct work_order order = {work, total, o->jobs, &options, on_result, v};
    progress_start(&v->progress, total);
    int status = workers_run(&order, err);
    progress_end(&v->progress);
    return status;
}

static char *solutions_root(const struct options *o, const char *root)
{
    if (o->solutions)
        return xstrdup(o->solutions);
    cleanup_free char *beside = xasprintf("%s/../solutions", root);
    char *real = realpath(beside, NULL);
    return real ? real : xstrdup(beside);
}

static int run_verify(struct verify *v, const struct options *o, struct error *err)
{
    cleanup_free char *root = catalog_root(o->exercises, err);
    if (!root || read_exercises(v, o, root, err) != 0)
        return -1;
    cleanup_free char *solutions = solutions_root(o, root);
    if (read_solutions(v, solutions, err) != 0)
        return -1;
    int status = grade_all(v, o, err);
    if (status == 1)
        interrupt_die(interrupt_noted());
    if (status != 0)
        return -1;
    print_table(v);
    return outcome(v);
}

static int verify(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0)
        return -1;
    struct verify v = {0};
    int status = run_verify(&v, &o, err);
    verify_free(&v);
    return status;
}

const struct command verify_command = {
    "verify", "the exercises against their own solutions, right and wrong", help, verify};
