#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/alike.h"
#include "cli/class.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/ledger.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/workers.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

#define USAGE "grader batch DIR"

static const char help[] =
    "Usage: grader batch [OPTIONS] DIR\n"
    "\n"
    "Grades a class: DIR/<student>/<exercise>.c or DIR/<exercise>/<student>.c. Writes\n"
    "results.json, results.csv and results.xml (JUnit).\n"
    "\n"
    "  --out DIR            where they go (results)\n"
    "  --gradebook FILE     the SQLite file that remembers all results (OUT/gradebook.sqlite):\n"
    "                       what has not changed is not graded again\n"
    "  --regrade            grade everything again\n"
    "  --dry-run            with --regrade: only say whose score would change, and why\n"
    "  --jobs N             submissions at once (the processors)\n"
    "  --only LIST          the exercises that count (those that anybody handed in)\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "  --engines LIST       only these ways of running: native,tsan,late,eager,memory,explore\n"
    "  --exercises DIR      where the exercises are\n"
    "\n"
    "Exit status: 0 all graded, 2 the call or a spec is wrong, 3 the machine or the grader\n"
    "failed for some: the table shows `error` there, which is not a zero.\n";

static const int allowed[] = {
    OPTION_OUT,       OPTION_JOBS,    OPTION_ONLY,    OPTION_CC,        OPTION_ENGINES,
    OPTION_GRADEBOOK, OPTION_REGRADE, OPTION_DRY_RUN, OPTION_EXERCISES, 0};

struct batch {
    struct class_folder folder;
    const struct options *options;
    struct ledger ledger;
    size_t *items;        /* owned; number in folder.items of each item of work */
    size_t reused;        /* results that the gradebook had */
    struct error trouble; /* of the gradebook, while it graded */
    struct progress progress;
};

static void enter(struct batch *b, const struct submission *s, struct result *r)
{
    struct class_entry *e = class_entry(&b->folder.report, s->student, s->exercise);
    e->state = r->state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED;
    e->result = *r;
    *r = (struct result){0};
    cleanup_free char *line =
        e->state == ENTRY_ERROR
            ? xasprintf("%s: error: %s", s->label, e->result.error)
            : xasprintf("%s: %.2f of %.2f", s->label, e->result.score, e->result.max_score);
    if (e->state == ENTRY_ERROR && b->progress.terminal)
        progress_say(&b->progress, line);
    progress_step(&b->progress, line);
}

/* Kept at once: whatever happens to the batch, this one is not graded again. */
static void on_result(void *context, size_t item, struct result *r)
{
    struct batch *b = context;
    size_t number = b->items[item];
    cleanup_error struct error err = ERROR_INIT;
    if (!b->options->dry_run && ledger_keep(&b->ledger, &b->folder, number, r, false, &err) < 0 &&
        b->trouble.kind == ERROR_NONE) {
        b->trouble = err;
        err = (struct error)ERROR_INIT;
    }
    enter(b, &b->folder.items[number], r);
}

/* 1: the gradebook had its result, which is entered; 0: it must be graded; -1 on error. */
static int reuse(struct batch *b, size_t item, struct error *err)
{
    struct result r = {0};
    int found = b->options->regrade ? 0 : ledger_find(&b->ledger, &b->folder, item, &r, err);
    if (found == 1 && ledger_keep(&b->ledger, &b->folder, item, &r, true, err) < 0) {
        result_free(&r);
        return -1;
    }
    if (found == 1) {
        b->reused++;
        enter(b, &b->folder.items[item], &r);
    }
    return found;
}

/* What is no regular file needs no worker: nobody could compile it. */
static void reject_unreadable(struct batch *b, const struct submission *s)
{
    const struct spec *spec = &b->folder.specs[s->exercise];
    struct result r = {0};
    score_build_failure(spec, s->not_regular, &r);
    r.exercise = r.exercise ? r.exercise : xstrdup(spec->exercise);
    r.title = r.title ? r.title : xstrdup(spec->title);
    r.submission = r.submission ? r.submission : xstrdup(s->path);
    r.max_score = spec_total_points(spec);
    enter(b, s, &r);
}

/* What can be said without grading is said at once; the rest becomes work. -1 on error. */
static int collect_work(struct batch *b, struct work_item *work, size_t *count, struct error *err)
{
    struct class_folder *f = &b->folder;
    for (size_t i = 0; i < f->item_count; i++) {
        const struct submission *s = &f->items[i];
        if (s->not_regular) {
            reject_unreadable(b, s);
            continue;
        }
        int found = reuse(b, i, err);
        if (found < 0)
            return -1;
        if (found)
            continue;
        b->items[*count] = i;
        work[(*count)++] = (struct work_item){&f->specs[s->exercise], s->path, s->label};
    }
    return 0;
}

static int grade_class(struct batch *b, struct error *err)
{
    const struct options *o = b->options;
    cleanup_free struct work_item *work = xcalloc(b->folder.item_count, sizeof *work);
    b->items = xcalloc(b->folder.item_count, sizeof *b->items);
    size_t count = 0;
    progress_start(&b->progress, b->folder.item_count);
    int status = collect_work(b, work, &count, err);
    struct grade_options options = {.compiler = o->compiler, .jobs = 1, .engines = o->engines};
    struct work_order order = {work, count, o->jobs, &options, on_result, b};
    if (status == 0)
        status = workers_run(&order, err);
    progress_end(&b->progress);
    free(b->items);
    if (status == 0 && b->trouble.kind != ERROR_NONE) {
        *err = b->trouble;
        b->trouble = (struct error)ERROR_INIT;
        return -1;
    }
    return status;
}

/* Readers see the old file or the new one, never half of one. */
static int write_file(const char *directory, const char *name, const struct buffer *text,
                      struct error *err)
{
    cleanup_free char *path = xasprintf("%s/%s", directory, name);
    cleanup_free char *fresh = xasprintf("%s/.%s.XXXXXX", directory, name);
    int fd = mkostemp(fresh, O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "cannot write %s", path);
    FILE *file = fdopen(fd, "w");
    bool good = fwrite(text->data, 1, text->length, file) == text->length;
    good = fchmod(fd, 0644) == 0 && good;
    good = fclose(file) == 0 && good;
    if (good && rename(fresh, path) == 0)
        return 0;
    error_errno(err, "cannot write %s", path);
    unlink(fresh);
    return -1;
}

static int write_results(const char *directory, const struct class_report *c, struct error *err)
{
    struct buffer json = {0}, csv = {0}, junit = {0};
    json_t *object = class_to_json(c);
    json_write(&json, object, true);
    json_decref(object);
    class_csv(&csv, c);
    class_junit(&junit, c);
    int status = write_file(directory, "results.json", &json, err);
    if (status == 0)
        status = write_file(directory, "results.csv", &csv, err);
    if (status == 0)
        status = write_file(directory, "results.xml", &junit, err);
    buffer_free(&json);
    buffer_free(&csv);
    buffer_free(&junit);
    return status;
}

static size_t count_errors(const struct class_report *c)
{
    size_t errors = 0;
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++)
        errors += c->entries[i].state == ENTRY_ERROR;
    return errors;
}

static void print_class(const struct class_report *c, size_t graded, size_t reused,
                        const char *directory)
{
    struct buffer text = {0};
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    class_table(&text, c, terminal.colour);
    size_t errors = count_errors(c);
    buffer_printf(&text, "\n%zu submission%s graded", graded - errors,
                  graded - errors == 1 ? "" : "s");
    if (reused)
        buffer_printf(&text, " (%zu of them before, and nothing has changed)", reused);
    if (errors)
        buffer_printf(&text, ", %zu could not be (error): no fault of the student", errors);
    buffer_printf(&text, "; details in %s/results.{json,csv,xml}\n", directory);
    if (c->ignored_count)
        buffer_puts(&text, "Ignored, because they are no submission to a known exercise:\n");
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
}

static void print_ignored(const struct class_report *c)
{
    struct buffer text = {0};
    for (size_t i = 0; i < c->ignored_count; i++) {
        buffer_puts(&text, "  ");
        text_line(&text, c->ignored[i], strlen(c->ignored[i]), 120);
        buffer_putc(&text, '\n');
    }
    fwrite(text.data ? text.data : "", 1, text.length, stdout);
    buffer_free(&text);
}

static void print_alike(const struct class_report *c)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer shown = {0};
    if (c->alike_count)
        buffer_puts(&text, "The same but for comments and white space:\n");
    for (size_t i = 0; i < c->alike_count; i++) {
        buffer_printf(&text, "  %s: ", c->exercises[c->alike[i].exercise]);
        for (size_t k = 0; k < c->alike[i].count; k++)
            buffer_printf(&text, "%s%s", k ? ", " : "", c->students[c->alike[i].students[k]]);
        buffer_putc(&text, '\n');
    }
    if (text.length)
        escape_terminal(&shown, text.data, text.length, true);
    fwrite(shown.data ? shown.data : "", 1, shown.length, stdout);
}

static int prepare_output(const char *directory, struct error *err)
{
    struct stat st;
    if (mkdir(directory, 0777) == 0)
        return 0;
    if (errno == EEXIST && stat(directory, &st) == 0) {
        errno = ENOTDIR;
        if (S_ISDIR(st.st_mode) && access(directory, W_OK) == 0)
            return 0;
    }
    return error_set(err, ERROR_USAGE, "cannot write results into '%s': %s", directory,
                     strerror(errno));
}

static void tell_changes(struct buffer *out, const struct result *old, const struct result *new)
{
    const struct result *const both[] = {old, new};
    static const char *const words[] = {"no longer fails in", "now fails in"};
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < both[i]->check_count; k++) {
            const struct check_result *c = &both[i]->checks[k];
            bool in_other = false;
            for (size_t m = 0; m < both[!i]->check_count; m++)
                in_other |= strcmp(both[!i]->checks[m].id, c->id) == 0 &&
                            both[!i]->checks[m].status == CHECK_FAILED;
            if (c->status == CHECK_FAILED && !in_other)
                buffer_printf(out, "; %s %s", words[i], c->id);
        }
}

/* Whose score would change: against the last result that the gradebook has, under any terms. */
static int tell_dry_run(struct batch *b, struct error *err)
{
    cleanup_buffer struct buffer text = {0};
    size_t changed = 0, unknown = 0;
    for (size_t i = 0; i < b->folder.item_count; i++) {
        const struct submission *s = &b->folder.items[i];
        const struct result *now = &class_entry(&b->folder.report, s->student, s->exercise)->result;
        struct result before = {0};
        int found = ledger_find_last(&b->ledger, &b->folder, i, &before, err);
        if (found < 0)
            return -1;
        unknown += found == 0;
        if (found == 1 && now->state == RESULT_GRADED && before.score != now->score) {
            changed++;
            buffer_printf(&text, "%s: %.2f -> %.2f", s->label, before.score, now->score);
            tell_changes(&text, &before, now);
            buffer_putc(&text, '\n');
        }
        result_free(&before);
    }
    buffer_printf(&text, "%zu of %zu scores would change; %zu had none yet. Nothing was written.\n",
                  changed, b->folder.item_count, unknown);
    cleanup_buffer struct buffer shown = {0};
    escape_terminal(&shown, text.data, text.length, true);
    fwrite(shown.data, 1, shown.length, stdout);
    return 0;
}

static void tell_interrupted(const struct batch *b)
{
    fprintf(stderr,
            "grader: interrupted after %zu of %zu submissions. What was graded is in the "
            "gradebook: the same call goes on from there\n",
            b->progress.done, b->progress.total);
}

static int run_batch(struct batch *b, struct error *err)
{
    const struct options *o = b->options;
    const char *out = o->out ? o->out : "results";
    if (class_read(o->operands[0], o->exercises, o->only, &b->folder, err) != 0 ||
        prepare_output(out, err) != 0 || ledger_open(&b->ledger, o, out, &b->folder, err) != 0)
        return -1;
    int status = grade_class(b, err);
    if (status == 1) {
        tell_interrupted(b);
        ledger_close(&b->ledger);
        interrupt_die(interrupt_noted());
    }
    if (status != 0)
        return -1;
    if (o->dry_run)
        return tell_dry_run(b, err) < 0          ? -1
               : count_errors(&b->folder.report) ? EXIT_TROUBLE
                                                 : EXIT_FULL;
    alike_find(&b->folder);
    if (write_results(out, &b->folder.report, err) != 0)
        return -1;
    print_class(&b->folder.report, b->folder.item_count, b->reused, out);
    print_ignored(&b->folder.report);
    print_alike(&b->folder.report);
    return count_errors(&b->folder.report) ? EXIT_TROUBLE : EXIT_FULL;
}

static int batch(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, 1, USAGE, err) != 0)
        return -1;
    if (o.dry_run && !o.regrade)
        return error_set(err, ERROR_USAGE, "--dry-run goes with --regrade");
    struct batch b = {.options = &o};
    int status = run_batch(&b, err);
    ledger_close(&b.ledger);
    error_clear(&b.trouble);
    class_folder_free(&b.folder);
    return status;
}

const struct command batch_command = {"batch", "grade a class: DIR/<student>/<exercise>.c", help,
                                      batch};
