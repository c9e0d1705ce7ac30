/*
 * Mutation analysis of the exercises: from each accepted solution faulty
 * variants are made (mutate/mutants.h) and graded like any submission. One
 * that gets full marks all the same has survived. Three rounds, each with what
 * the one before has left:
 *
 *   1. the plain run alone, which rejects most;
 *   2. all ways of running;
 *   3. for the survivors, a program that aborts where the mutant differs: if
 *      even that is accepted, no case comes to the place, and the mutant is
 *      no other program than the accepted one.
 *
 * A survivor can be the right program in another form (a broadcast where
 * nobody can be waiting). solutions/<exercise>/equivalent.txt says so, a line
 * each, and is believed: `mutex.c:42 signal left out: nobody waits yet`.
 */
#include "cli/mutate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/solutions.h"
#include "cli/workers.h"
#include "compile/compile.h"
#include "mutate/mutants.h"
#include "report/report.h"

#define STRONG_PERCENT 95

enum fate { ALIVE, KILLED, NOT_REACHED, EQUIVALENT, NOT_BUILT };

struct variant {
    const struct solution *solution;
    struct mutant mutant;
    enum fate fate;
    char *label;  /* owned; "cart_lock/accepted/mutex.c:42 lock left out" */
    char *path;   /* owned; its text, in the work directory */
    char *reason; /* owned; why it is said to be equivalent; NULL: nobody says so */
};

struct mutation {
    struct solutions known;
    char **sources; /* owned; the text of each known solution, NULL for rejected ones */
    char *directory;
    struct variant *variants; /* owned */
    size_t count, capacity;
    size_t *round; /* owned; indexes of the variants that the present round grades */
    bool probing;
    bool trouble;
    struct progress progress;
};

static void mutation_free(struct mutation *m)
{
    for (size_t i = 0; i < m->count; i++) {
        free(m->variants[i].label);
        free(m->variants[i].path);
        free(m->variants[i].reason);
    }
    for (size_t i = 0; m->sources && i < m->known.count; i++)
        free(m->sources[i]);
    free(m->variants);
    free(m->sources);
    free(m->round);
    solutions_free(&m->known);
    workdir_remove(m->directory);
}

/* ---- making them ---- */

static void add_variants(struct mutation *m, size_t solution)
{
    const struct solution *s = &m->known.items[solution];
    struct mutants found;
    mutants_find(m->sources[solution], &found);
    for (size_t i = 0; i < found.count; i++) {
        struct variant *v = GROW(m->variants, m->count, m->capacity);
        v->solution = s;
        v->mutant = found.items[i];
        v->label = xasprintf("%s:%d %s", s->label, v->mutant.line, v->mutant.fault);
        v->path = xasprintf("%s/%zu.c", m->directory, m->count);
    }
    mutants_free(&found);
}

static int make_variants(struct mutation *m, struct error *err)
{
    m->sources = xcalloc(m->known.count, sizeof *m->sources);
    for (size_t i = 0; i < m->known.count; i++) {
        const struct solution *s = &m->known.items[i];
        struct source source = {0};
        if (!s->accepted)
            continue;
        if (source_read(s->path, m->known.specs[s->exercise].exercise, &source, err) != 0)
            return -1;
        m->sources[i] = source.text ? steal_ptr(source.text) : xstrdup("");
        source_free(&source);
        add_variants(m, i);
    }
    m->round = xcalloc(m->count, sizeof *m->round);
    return 0;
}

static int write_variant(const struct mutation *m, const struct variant *v, struct error *err)
{
    const char *source = m->sources[v->solution - m->known.items];
    cleanup_free char *text =
        m->probing ? mutant_probe(source, &v->mutant) : mutant_text(source, &v->mutant);
    cleanup_fclose FILE *file = fopen(v->path, "we");
    if (!file || fputs(text, file) == EOF || fflush(file) == EOF)
        return error_errno(err, "cannot write %s", v->path);
    return 0;
}

/* ---- those that are said to be equivalent ---- */

/* "mutex.c:42 signal left out: nobody waits yet" */
static int read_statement(struct mutation *m, size_t exercise, char *text, const char *where,
                          struct error *err)
{
    char *colon = strchr(text, ':');
    char *end = colon ? strchr(colon + 1, ':') : NULL;
    char *blank = colon ? strchr(colon, ' ') : NULL;
    if (!end || !blank || blank > end || !mutants_know(blank + 1, (size_t)(end - blank - 1)))
        return error_set(err, ERROR_USAGE, "%s: expected `FILE.c:LINE FAULT: the reason`", where);
    cleanup_free char *label =
        xasprintf("%s/accepted/%.*s", m->known.specs[exercise].exercise, (int)(end - text), text);
    bool found = false;
    for (size_t i = 0; i < m->count; i++) {
        struct variant *v = &m->variants[i];
        if (strcmp(v->label, label) != 0)
            continue;
        found = true;
        free(v->reason);
        v->reason = xstrdup(end + 1 + strspn(end + 1, " "));
    }
    if (!found)
        return error_set(err, ERROR_USAGE, "%s: there is no mutant `%.*s`", where,
                         (int)(end - text), text);
    return 0;
}

static int read_statements(struct mutation *m, size_t exercise, struct error *err)
{
    cleanup_free char *path =
        xasprintf("%s/%s/equivalent.txt", m->known.root, m->known.specs[exercise].exercise);
    cleanup_fclose FILE *file = fopen(path, "re");
    cleanup_free char *line = NULL;
    size_t size = 0;
    if (!file && errno != ENOENT)
        return error_set(err, ERROR_USAGE, "cannot read %s: %s", path, strerror(errno));
    for (int number = 1; file && getline(&line, &size, file) > 0; number++) {
        cleanup_free char *where = xasprintf("%s:%d", path, number);
        line[strcspn(line, "\n")] = '\0';
        if (*line && *line != '#' && read_statement(m, exercise, line, where, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- grading them ---- */

static bool failed_to_build(const struct result *r)
{
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].kind == KIND_BUILD && r->checks[i].status == CHECK_FAILED)
            return true;
    return false;
}

static void take_fate(struct mutation *m, struct variant *v, const struct result *r)
{
    if (m->probing)
        v->fate = r->accepted ? NOT_REACHED : ALIVE;
    else if (failed_to_build(r))
        v->fate = NOT_BUILT;
    else
        v->fate = r->accepted ? ALIVE : KILLED;
}

static void on_result(void *context, size_t item, struct result *r)
{
    static const char *const words[] = {"accepted", "rejected", "not reached", "", "not built"};
    struct mutation *m = context;
    struct variant *v = &m->variants[m->round[item]];
    if (r->state == RESULT_ERROR)
        m->trouble = true;
    else
        take_fate(m, v, r);
    cleanup_free char *line =
        xasprintf("%s: %s", v->label, r->state == RESULT_ERROR ? r->error : words[v->fate]);
    progress_step(&m->progress, line);
}

/* Grades all that are still alive. */
static int grade_round(struct mutation *m, const struct options *o, unsigned engines,
                       struct error *err)
{
    size_t total = 0;
    cleanup_free struct work_item *work = xcalloc(m->count, sizeof *work);
    for (size_t i = 0; i < m->count; i++) {
        const struct variant *v = &m->variants[i];
        if (v->fate != ALIVE)
            continue;
        if (write_variant(m, v, err) != 0)
            return -1;
        m->round[total] = i;
        work[total++] =
            (struct work_item){&m->known.specs[v->solution->exercise], v->path, v->label};
    }
    struct grade_options options = {.compiler = o->compiler, .jobs = 1, .engines = engines};
    struct work_order order = {work, total, o->jobs, &options, on_result, m};
    progress_start(&m->progress, total);
    int status = workers_run(&order, err);
    progress_end(&m->progress);
    if (status == 1)
        interrupt_die(interrupt_noted());
    return status;
}

static int grade_all(struct mutation *m, const struct options *o, struct error *err)
{
    if ((o->engines & ENGINE_NATIVE && grade_round(m, o, ENGINE_NATIVE, err) != 0) ||
        grade_round(m, o, o->engines, err) != 0)
        return -1;
    m->probing = true;
    if (grade_round(m, o, o->engines, err) != 0)
        return -1;
    for (size_t i = 0; i < m->count; i++)
        if (m->variants[i].fate == ALIVE && m->variants[i].reason)
            m->variants[i].fate = EQUIVALENT;
    return 0;
}

/* ---- telling ---- */

struct tally {
    size_t all, killed, equivalent, alive;
};

static struct tally tally(const struct mutation *m, size_t exercise)
{
    struct tally t = {0};
    for (size_t i = 0; i < m->count; i++) {
        const struct variant *v = &m->variants[i];
        if (v->solution->exercise != exercise || v->fate == NOT_BUILT)
            continue;
        t.all++;
        t.killed += v->fate == KILLED;
        t.alive += v->fate == ALIVE;
        t.equivalent += v->fate == EQUIVALENT || v->fate == NOT_REACHED;
    }
    return t;
}

static double percent(const struct tally *t)
{
    size_t counted = t->killed + t->alive;
    return counted ? 100.0 * (double)t->killed / (double)counted : 100;
}

/* Those of one fate; the rejected ones only if they are said to be equivalent. */
static void list(struct buffer *text, const struct mutation *m, enum fate fate, const char *title)
{
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct variant *v = &m->variants[i];
        if (v->fate != fate || (fate == KILLED && !v->reason))
            continue;
        if (count++ == 0)
            buffer_printf(text, "\n%s:\n", title);
        buffer_printf(text, "  %s (%s)%s%s\n", v->label, v->mutant.call, v->reason ? ": " : "",
                      v->reason ? v->reason : "");
    }
}

static void print_table(const struct mutation *m)
{
    static const char *const head[] = {"exercise", "variants",   "rejected",
                                       "accepted", "equivalent", "score"};
    const size_t columns = sizeof head / sizeof *head;
    size_t rows = m->known.spec_count + 1, n = 0;
    char **cells = xcalloc(rows * columns, sizeof *cells);
    for (size_t i = 0; i < columns; i++)
        cells[n++] = xstrdup(head[i]);
    for (size_t i = 0; i < m->known.spec_count; i++) {
        struct tally t = tally(m, i);
        cells[n++] = xstrdup(m->known.specs[i].exercise);
        cells[n++] = xasprintf("%zu", t.all);
        cells[n++] = xasprintf("%zu", t.killed);
        cells[n++] = xasprintf("%zu", t.alive);
        cells[n++] = xasprintf("%zu", t.equivalent);
        cells[n++] = xasprintf("%.1f %%", percent(&t));
    }
    struct buffer text = {0};
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    table_print(&text, terminal.colour, columns, rows, (const char *const *)cells);
    list(&text, m, ALIVE, "Accepted although something was changed");
    list(&text, m, EQUIVALENT, "Said to be equivalent");
    list(&text, m, NOT_REACHED, "Equivalent: no case comes to this place");
    list(&text, m, KILLED, "Said to be equivalent, but rejected");
    list(&text, m, NOT_BUILT, "Did not build, not counted");
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    for (size_t i = 0; i < n; i++)
        free(cells[i]);
    free(cells);
}

static int exit_code(const struct mutation *m)
{
    if (m->trouble)
        return EXIT_TROUBLE;
    for (size_t i = 0; i < m->known.spec_count; i++) {
        struct tally t = tally(m, i);
        if (percent(&t) < STRONG_PERCENT)
            return EXIT_NOT_FULL;
    }
    return EXIT_FULL;
}

static int run(struct mutation *m, const struct options *o, struct error *err)
{
    if (solutions_read(o, &m->known, err) != 0 || !(m->directory = workdir_create(err)) ||
        make_variants(m, err) != 0)
        return -1;
    for (size_t i = 0; i < m->known.spec_count; i++)
        if (read_statements(m, i, err) != 0)
            return -1;
    if (grade_all(m, o, err) != 0)
        return -1;
    print_table(m);
    return exit_code(m);
}

int mutate(const struct options *o, struct error *err)
{
    struct mutation m = {0};
    int status = run(&m, o, err);
    mutation_free(&m);
    return status;
}
