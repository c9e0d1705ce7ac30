#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/alike.h"
#include "cli/class.h"
#include "cli/class_files.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/ledger.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/workers.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

#define USAGE "grader batch DIR|ARCHIVE"

static const char help[] =
    "Usage: grader batch [OPTIONS] DIR|ARCHIVE\n"
    "\n"
    "Grades a class: DIR/<student>/<exercise>.c or DIR/<exercise>/<student>.c, or the zip of\n"
    "an assignment from Moodle or Canvas, or a folder that it was unpacked into. Writes\n"
    "results.json, results.csv and results.xml (JUnit). If the students chose the names of\n"
    "their files, say with --only which exercise they are for.\n"
    "\n"
    "  --out DIR            where they go (results)\n"
    "  --gradebook FILE     the SQLite file that remembers all results (OUT/gradebook.sqlite):\n"
    "                       what has not changed is not graded again\n"
    "  --regrade            grade everything again\n"
    "  --dry-run            with --regrade: only say whose score would change, and why\n"
    "  --jobs N             submissions at once (the processors, if memory allows)\n"
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
    /*
     * Owned; one a submission: what the gradebook keeps of it. Its entry then has no more than
     * the scores, and the rest is read again when it is needed. Not kept: the entry is whole.
     */
    struct gradebook_summary *kept;
    bool *done;           /* owned; one a submission */
    size_t *items;        /* owned; number in folder.items of each item of work */
    size_t reused;        /* results that the gradebook had */
    struct error trouble; /* of the gradebook, while it graded */
    struct progress progress;
};

static struct class_entry *entry_of(const struct batch *b, size_t item)
{
    const struct submission *s = &b->folder.items[item];
    return class_entry(&b->folder.report, s->student, s->exercise);
}

static void tell(struct batch *b, size_t item)
{
    const struct class_entry *e = entry_of(b, item);
    const char *label = b->folder.items[item].label;
    cleanup_free char *line =
        e->state == ENTRY_ERROR
            ? xasprintf("%s: error: %s", label, e->result.error)
            : xasprintf("%s: %.2f of %.2f", label, e->result.score, e->result.max_score);
    if (e->state == ENTRY_ERROR && b->progress.terminal)
        progress_say(&b->progress, line);
    b->done[item] = true;
    progress_step(&b->progress, line);
}

/* The result becomes the entry's. */
static void enter(struct batch *b, size_t item, struct result *r)
{
    struct class_entry *e = entry_of(b, item);
    e->state = r->state == RESULT_ERROR ? ENTRY_ERROR : ENTRY_GRADED;
    e->result = *r;
    *r = (struct result){0};
    tell(b, item);
}

static void enter_kept(struct batch *b, size_t item, const struct gradebook_summary *kept)
{
    b->kept[item] = *kept;
    *entry_of(b, item) = (struct class_entry){
        .state = ENTRY_GRADED,
        .result = {.accepted = kept->accepted, .score = kept->score, .max_score = kept->max_score}};
    tell(b, item);
}

/* Kept at once: whatever happens to the batch, this one is not graded again. */
static void on_result(void *context, size_t work, struct result *r)
{
    struct batch *b = context;
    size_t item = b->items[work];
    struct gradebook_summary kept = {0};
    cleanup_error struct error err = ERROR_INIT;
    if (!b->options->dry_run && ledger_keep(&b->ledger, &b->folder, item, r, &kept, &err) < 0 &&
        b->trouble.kind == ERROR_NONE) {
        b->trouble = err;
        err = (struct error)ERROR_INIT;
    }
    if (kept.is_kept)
        enter_kept(b, item, &kept);
    else
        enter(b, item, r);
}

/* What is no regular file needs no worker: nobody could compile it. */
static void reject_unreadable(struct batch *b, size_t item)
{
    const struct submission *s = &b->folder.items[item];
    const struct spec *spec = &b->folder.specs[s->exercise];
    struct result r = {0};
    score_build_failure(spec, s->not_regular, &r);
    r.exercise = r.exercise ? r.exercise : xstrdup(spec->exercise);
    r.title = r.title ? r.title : xstrdup(spec->title);
    r.submission = r.submission ? r.submission : xstrdup(s->path);
    r.max_score = spec_total_points(spec);
    enter(b, item, &r);
}

/* What can be said without grading is said at once. */
static int enter_known(struct batch *b, struct error *err)
{
    struct class_folder *f = &b->folder;
    cleanup_free size_t *found = xcalloc(f->item_count, sizeof *found);
    for (size_t i = 0; i < f->item_count; i++) {
        struct gradebook_summary kept = {0};
        if (f->items[i].not_regular) {
            reject_unreadable(b, i);
            continue;
        }
        int status = b->options->regrade ? 0 : ledger_find(&b->ledger, f, i, &kept, err);
        if (status < 0)
            return -1;
        if (status == 0)
            continue;
        enter_kept(b, i, &kept);
        found[b->reused++] = i;
    }
    return ledger_note(&b->ledger, f, found, b->reused, err);
}

/* The copies of what has been graded and kept. */
static int enter_copies(struct batch *b, const size_t *leaders, struct error *err)
{
    struct class_folder *f = &b->folder;
    cleanup_free size_t *copies = xcalloc(f->item_count, sizeof *copies);
    size_t count = 0;
    for (size_t i = 0; i < f->item_count; i++)
        if (!b->done[i] && b->kept[leaders[i]].is_kept) {
            enter_kept(b, i, &b->kept[leaders[i]]);
            copies[count++] = i;
        }
    return ledger_note(&b->ledger, f, copies, count, err);
}

/* Grades what is not done yet; of the same files only the first, if `leaders` are given. */
static int grade_rest(struct batch *b, const size_t *leaders, struct error *err)
{
    const struct options *o = b->options;
    const struct class_folder *f = &b->folder;
    cleanup_free struct work_item *work = xcalloc(f->item_count, sizeof *work);
    size_t count = 0;
    for (size_t i = 0; i < f->item_count; i++) {
        const struct submission *s = &f->items[i];
        if (b->done[i] || (leaders && leaders[i] != i))
            continue;
        b->items[count] = i;
        work[count++] = (struct work_item){&f->specs[s->exercise], s->path, s->label};
    }
    struct grade_options options = {.compiler = o->compiler, .jobs = 1, .engines = o->engines};
    struct work_order order = {work, count, o->jobs, &options, on_result, b};
    int status = workers_run(&order, err);
    if (status == 0 && b->trouble.kind != ERROR_NONE) {
        *err = b->trouble;
        b->trouble = (struct error)ERROR_INIT;
        return -1;
    }
    return status;
}

/* 0 when all is done, 1 when a signal came, -1 on error. */
static int grade_all(struct batch *b, struct error *err)
{
    cleanup_free size_t *leaders = ledger_leaders(&b->ledger, &b->folder);
    if (enter_known(b, err) != 0)
        return -1;
    progress_work_starts(&b->progress);
    if (b->options->dry_run) /* nothing is kept that copies could share */
        return grade_rest(b, NULL, err);
    int status = grade_rest(b, leaders, err);
    if (status == 0)
        status = enter_copies(b, leaders, err);
    /* Those that are still left are copies of what could not be graded. */
    return status == 0 && b->progress.done < b->progress.total ? grade_rest(b, NULL, err) : status;
}

static int grade_class(struct batch *b, struct error *err)
{
    size_t count = b->folder.item_count;
    b->items = xcalloc(count, sizeof *b->items);
    b->done = xcalloc(count, sizeof *b->done);
    b->kept = xcalloc(count, sizeof *b->kept);
    progress_start(&b->progress, count);
    int status = grade_all(b, err);
    progress_end(&b->progress);
    return status;
}

/* ---- what it says in the end ---- */

/* Which submission each entry of the class is, plus 1; 0: none. Owned. */
static size_t *items_of_entries(const struct class_folder *f)
{
    const struct class_report *c = &f->report;
    size_t *items = xcalloc(c->student_count * c->exercise_count, sizeof *items);
    for (size_t i = 0; i < f->item_count; i++)
        items[f->items[i].student * c->exercise_count + f->items[i].exercise] = i + 1;
    return items;
}

struct reading {
    struct batch *batch;
    const size_t *items; /* see items_of_entries() */
};

static int read_entry(void *context, size_t student, size_t exercise, char **text,
                      struct result *checks, struct error *err)
{
    const struct reading *r = context;
    struct batch *b = r->batch;
    size_t item = r->items[student * b->folder.report.exercise_count + exercise] - 1;
    if (b->kept[item].is_kept)
        return ledger_read(&b->ledger, &b->folder, item, text, checks, err);
    json_t *object = result_to_json(&entry_of(b, item)->result);
    *text = result_to_text(&entry_of(b, item)->result);
    result_from_json(object, checks);
    json_decref(object);
    return 0;
}

static struct class_counts count_all(const struct batch *b, const size_t *items)
{
    const struct class_report *c = &b->folder.report;
    struct class_counts n = {0};
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++) {
        const struct gradebook_summary *kept = items[i] ? &b->kept[items[i] - 1] : NULL;
        if (!kept || !kept->is_kept) {
            class_count(&n, &c->entries[i]);
            continue;
        }
        n.tests += kept->checks;
        n.failures += kept->failed;
        n.skipped += kept->skipped;
    }
    return n;
}

static int write_results(struct batch *b, const char *directory, struct error *err)
{
    cleanup_free size_t *items = items_of_entries(&b->folder);
    struct reading reading = {b, items};
    const struct class_files files = {&b->folder.report, count_all(b, items), read_entry, &reading};
    return class_files_write(directory, &files, err);
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

static void print_refused(const struct class_report *c)
{
    cleanup_buffer struct buffer text = {0};
    if (c->refused_count)
        buffer_puts(&text, "Refused:\n");
    for (size_t i = 0; i < c->refused_count; i++) {
        buffer_puts(&text, "  ");
        text_line(&text, c->refused[i].name, strlen(c->refused[i].name), 120);
        buffer_puts(&text, ": ");
        text_line(&text, c->refused[i].reason, strlen(c->refused[i].reason), 120);
        buffer_putc(&text, '\n');
    }
    fwrite(text.data ? text.data : "", 1, text.length, stdout);
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
    interrupt_note(); /* an archive is unpacked before the first worker listens */
    if (class_read(o->operands[0], o->exercises, o->only, &b->folder, err) != 0 ||
        prepare_output(out, err) != 0 || (!o->dry_run && class_keep(&b->folder, out, err) != 0) ||
        ledger_open(&b->ledger, o, out, &b->folder, err) != 0)
        return -1;
    int status = grade_class(b, err);
    if (status == 1) {
        tell_interrupted(b);
        ledger_close(&b->ledger);
        workdir_remove_all();
        interrupt_die(interrupt_noted());
    }
    if (status != 0)
        return -1;
    if (o->dry_run)
        return tell_dry_run(b, err) < 0          ? -1
               : count_errors(&b->folder.report) ? EXIT_TROUBLE
                                                 : EXIT_FULL;
    alike_find(&b->folder);
    if (write_results(b, out, err) != 0)
        return -1;
    print_class(&b->folder.report, b->folder.item_count, b->reused, out);
    print_ignored(&b->folder.report);
    print_refused(&b->folder.report);
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
    free(b.items);
    free(b.done);
    free(b.kept);
    class_folder_free(&b.folder);
    return status;
}

const struct command batch_command = {
    "batch", "grade a class: a folder, or the zip of an assignment", help, batch};
