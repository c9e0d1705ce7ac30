/*
 * The exercises against their own solutions: accepted ones must get full
 * marks, rejected ones must fail in a check of a kind that their first line
 * names. It is how an instructor tests a spec, and how the project tests itself.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/advice.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/mutate.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/solutions.h"
#include "cli/workers.h"
#include "report/report.h"

static const char help[] =
    "Usage: grader verify [OPTIONS] [EXERCISE...]\n"
    "\n"
    "Grades the known solutions of the exercises (all, if none is named).\n"
    "solutions/<exercise>/accepted/*.c must be accepted; solutions/<exercise>/rejected/*.c\n"
    "must fail in a check of a kind that their first line, `// fails: KIND...`, names.\n"
    "Says also what an exercise still lacks.\n"
    "\n"
    "  --mutate             the strength of a spec: are faulty variants of the accepted\n"
    "                       solutions rejected? (exit status 0: at least 95 of 100 are)\n"
    "  --repeat N           grade each N times; scores and failed checks must not change\n"
    "  --jobs N             solutions at once (the processors, if memory allows)\n"
    "  --solutions DIR      where the solutions are (beside the exercises)\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --engines LIST       only these ways of running: native,tsan,late,eager,memory,explore\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 all as expected, 1 not, 2 the call or a spec is wrong, 3 the machine failed.\n";

static const int allowed[] = {OPTION_MUTATE, OPTION_REPEAT,  OPTION_JOBS,      OPTION_SOLUTIONS,
                              OPTION_CC,     OPTION_ENGINES, OPTION_EXERCISES, 0};

struct outcome {
    char *seen;    /* owned; score and failed checks of the first run; NULL before it */
    char *problem; /* owned; what is not as expected; NULL if nothing */
    bool error;    /* the machine failed */
};

struct verify {
    struct solutions known;
    struct outcome *outcomes; /* owned; one a solution */
    bool **failed; /* owned; for each exercise, which checks a rejected solution fails in */
    struct progress progress;
};

static void verify_free(struct verify *v)
{
    for (size_t i = 0; v->outcomes && i < v->known.count; i++) {
        free(v->outcomes[i].seen);
        free(v->outcomes[i].problem);
    }
    for (size_t i = 0; v->failed && i < v->known.spec_count; i++)
        free(v->failed[i]);
    free(v->failed);
    free(v->outcomes);
    solutions_free(&v->known);
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

static char *compare(const struct solution *s, const char *before, const struct result *r,
                     const char *now)
{
    if (before && strcmp(before, now) != 0)
        return xasprintf("not the same each time: %s, but before: %s", now, before);
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

/* Entries that no check of the spec stands for come in addition: they are looked up by their id. */
static void note_failed(struct verify *v, const struct solution *s, const struct result *r)
{
    const struct spec *spec = &v->known.specs[s->exercise];
    for (size_t i = 0; i < r->check_count; i++)
        for (size_t k = 0; k < spec->check_count; k++)
            if (r->checks[i].status == CHECK_FAILED &&
                strcmp(spec->checks[k].id, r->checks[i].id) == 0)
                v->failed[s->exercise][k] = true;
}

static void on_result(void *context, size_t item, struct result *r)
{
    struct verify *v = context;
    const struct solution *s = &v->known.items[item % v->known.count];
    struct outcome *out = &v->outcomes[item % v->known.count];
    cleanup_free char *now = r->state == RESULT_ERROR ? NULL : summary(r);
    char *problem =
        now ? compare(s, out->seen, r, now) : xasprintf("could not be graded: %s", r->error);
    out->error |= !now;
    if (now && !s->accepted)
        note_failed(v, s, r);
    if (!out->seen)
        out->seen = steal_ptr(now);
    cleanup_free char *line = xasprintf("%s: %s", s->label,
                                        problem       ? problem
                                        : s->accepted ? "accepted"
                                                      : "rejected");
    if (problem && v->progress.terminal)
        progress_say(&v->progress, line);
    progress_step(&v->progress, line);
    if (out->problem)
        free(problem);
    else
        out->problem = problem;
}

/* ---- the table ---- */

static char *tally(const struct verify *v, size_t exercise, bool accepted)
{
    size_t good = 0, all = 0;
    for (size_t i = 0; i < v->known.count; i++) {
        const struct solution *s = &v->known.items[i];
        if (s->exercise != exercise || s->accepted != accepted)
            continue;
        all++;
        good += !v->outcomes[i].problem;
    }
    return xasprintf("%zu of %zu", good, all);
}

static void print_table(const struct verify *v)
{
    size_t rows = v->known.spec_count + 1, n = 0;
    char **cells = xcalloc(rows * 3, sizeof *cells);
    cells[n++] = xstrdup("exercise");
    cells[n++] = xstrdup("accepted");
    cells[n++] = xstrdup("rejected");
    for (size_t i = 0; i < v->known.spec_count; i++) {
        cells[n++] = xstrdup(v->known.specs[i].exercise);
        cells[n++] = tally(v, i, true);
        cells[n++] = tally(v, i, false);
    }
    struct buffer text = {0};
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    table_print(&text, terminal.colour, 3, rows, (const char *const *)cells);
    size_t problems = 0;
    for (size_t i = 0; i < v->known.count; i++) {
        const char *problem = v->outcomes[i].problem;
        if (problem && problems++ == 0)
            buffer_puts(&text, "\nNot as expected:\n");
        if (problem)
            buffer_printf(&text, "  %s: %s\n", v->known.items[i].label, problem);
    }
    if (problems == 0)
        buffer_printf(&text, "\nAll %zu solutions as expected.\n", v->known.count);
    struct buffer advice = {0};
    advice_add(&advice, &v->known, v->failed);
    if (advice.length)
        buffer_printf(&text, "\nStill missing:\n%s", advice.data);
    buffer_free(&advice);
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    for (size_t i = 0; i < n; i++)
        free(cells[i]);
    free(cells);
}

static int exit_code(const struct verify *v)
{
    int code = EXIT_FULL;
    for (size_t i = 0; i < v->known.count; i++) {
        if (v->outcomes[i].error)
            return EXIT_TROUBLE;
        if (v->outcomes[i].problem)
            code = EXIT_NOT_FULL;
    }
    return code;
}

static int grade_all(struct verify *v, const struct options *o, struct error *err)
{
    size_t total = v->known.count * o->repeat;
    cleanup_free struct work_item *work = xcalloc(total, sizeof *work);
    for (size_t i = 0; i < total; i++) {
        const struct solution *s = &v->known.items[i % v->known.count];
        work[i] = (struct work_item){&v->known.specs[s->exercise], s->path, s->label};
    }
    struct grade_options options = {.compiler = o->compiler, .jobs = 1, .engines = o->engines};
    struct work_order order = {work, total, o->jobs, &options, on_result, v};
    progress_start(&v->progress, total);
    int status = workers_run(&order, err);
    progress_end(&v->progress);
    return status;
}

static int run_verify(struct verify *v, const struct options *o, struct error *err)
{
    if (solutions_read(o, &v->known, err) != 0)
        return -1;
    v->outcomes = xcalloc(v->known.count, sizeof *v->outcomes);
    v->failed = xcalloc(v->known.spec_count, sizeof *v->failed);
    for (size_t i = 0; i < v->known.spec_count; i++)
        v->failed[i] = xcalloc(v->known.specs[i].check_count, sizeof **v->failed);
    int status = grade_all(v, o, err);
    if (status == 1)
        interrupt_die(interrupt_noted());
    if (status != 0)
        return -1;
    print_table(v);
    return exit_code(v);
}

static int verify(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0)
        return -1;
    if (o.mutate)
        return mutate(&o, err);
    struct verify v = {0};
    int status = run_verify(&v, &o, err);
    verify_free(&v);
    return status;
}

const struct command verify_command = {
    "verify", "the exercises against their own solutions, right and wrong", help, verify};
