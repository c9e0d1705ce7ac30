#include "cli/ledger.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"
#include "report/json.h"

#define PROGRAM_LIMIT_BYTES (1u << 28)
#define SPEC_LIMIT_BYTES    (1u << 24)

/* The first line of `COMPILER --version`; its name alone where it does not say. Owned. */
static char *compiler_version(const char *compiler)
{
    int ends[2];
    char line[256] = "";
    if (pipe(ends) < 0)
        return xstrdup(compiler);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execlp(compiler, compiler, "--version", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    cleanup_fclose FILE *said = fdopen(ends[0], "r");
    if (!said || !fgets(line, sizeof line, said))
        *line = '\0';
    if (child > 0)
        waitpid(child, NULL, 0);
    line[strcspn(line, "\n")] = '\0';
    return xasprintf("%s: %s", compiler, line);
}

static int hash_program(char out[HASH_TEXT], struct error *err)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0)
        path[length] = '\0';
    if (length <= 0 || hash_file(path, PROGRAM_LIMIT_BYTES, out) < 0)
        return error_errno(err, "cannot read the grader's own program");
    return 0;
}

/* A spec may lack hidden.yaml. */
static int hash_spec(const struct spec *spec, char out[HASH_TEXT], struct error *err)
{
    char public[HASH_TEXT], hidden[HASH_TEXT] = "";
    cleanup_free char *first = xasprintf("%s/exercise.yaml", spec->folder);
    cleanup_free char *second = xasprintf("%s/hidden.yaml", spec->folder);
    if (hash_file(first, SPEC_LIMIT_BYTES, public) < 0)
        return error_errno(err, "cannot read %s", first);
    if (hash_file(second, SPEC_LIMIT_BYTES, hidden) < 0 && errno != ENOENT)
        return error_errno(err, "cannot read %s", second);
    const struct hash_piece pieces[] = {{public, strlen(public)}, {hidden, strlen(hidden)}};
    hash_pieces(pieces, 2, out);
    return 0;
}

static int open_book(struct ledger *l, const struct options *o, const char *out, struct error *err)
{
    cleanup_free char *path =
        o->gradebook ? xstrdup(o->gradebook) : xasprintf("%s/gradebook.sqlite", out);
    l->book = gradebook_open(path, err);
    return l->book ? 0 : -1;
}

int ledger_open(struct ledger *l, const struct options *o, const char *out,
                const struct class_folder *c, struct error *err)
{
    char program[HASH_TEXT];
    *l = (struct ledger){0};
    if (open_book(l, o, out, err) < 0 || hash_program(program, err) < 0)
        return -1;
    l->compiler = compiler_version(o->compiler);
    l->terms = xcalloc(c->report.exercise_count, sizeof *l->terms);
    l->contents = xcalloc(c->item_count, sizeof *l->contents);
    for (size_t i = 0; i < c->report.exercise_count; i++) {
        l->terms[i] = (struct gradebook_terms){.compiler = l->compiler, .engines = o->engines};
        memcpy(l->terms[i].grader, program, sizeof program);
        if (hash_spec(&c->specs[i], l->terms[i].spec, err) < 0)
            return -1;
    }
    for (size_t i = 0; i < c->item_count; i++)
        if (hash_file(c->items[i].path, SOURCE_LIMIT_BYTES, l->contents[i]) < 0)
            *l->contents[i] = '\0'; /* graded each time: it is no source, and that costs nothing */
    return 0;
}

void ledger_close(struct ledger *l)
{
    gradebook_close(l->book);
    free(l->terms);
    free(l->compiler);
    free(l->contents);
    *l = (struct ledger){0};
}

static const char *file_name(const struct submission *s)
{
    const char *slash = strrchr(s->path, '/');
    return slash ? slash + 1 : s->path;
}

static struct gradebook_key make_key(const struct ledger *l, const struct class_folder *c,
                                     size_t item)
{
    const struct submission *s = &c->items[item];
    struct gradebook_key key = {.student = c->report.students[s->student],
                                .exercise = c->report.exercises[s->exercise],
                                .file = file_name(s),
                                .terms = &l->terms[s->exercise]};
    memcpy(key.content, l->contents[item], HASH_TEXT);
    return key;
}

/* ---- copies ---- */

struct sorting {
    const struct ledger *ledger;
    const struct class_folder *class;
};

static int compare_files(const struct sorting *s, size_t a, size_t b)
{
    const struct submission *x = &s->class->items[a], *y = &s->class->items[b];
    if (x->exercise != y->exercise)
        return x->exercise < y->exercise ? -1 : 1;
    int order = strcmp(s->ledger->contents[a], s->ledger->contents[b]);
    return order ? order : strcmp(file_name(x), file_name(y));
}

static int by_file(const void *a, const void *b, void *sorting)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = compare_files(sorting, x, y);
    return order ? order : (x > y) - (x < y);
}

size_t *ledger_leaders(const struct ledger *l, const struct class_folder *c)
{
    struct sorting sorting = {l, c};
    size_t *leaders = xcalloc(c->item_count + 1, sizeof *leaders);
    cleanup_free size_t *order = xcalloc(c->item_count + 1, sizeof *order);
    for (size_t i = 0; i < c->item_count; i++)
        order[i] = i;
    qsort_r(order, c->item_count, sizeof *order, by_file, &sorting);
    for (size_t i = 0; i < c->item_count; i++) {
        bool same =
            i && *l->contents[order[i]] && compare_files(&sorting, order[i - 1], order[i]) == 0;
        leaders[order[i]] = same ? leaders[order[i - 1]] : order[i];
    }
    return leaders;
}

/* ---- asking and telling ---- */

int ledger_find(struct ledger *l, const struct class_folder *c, size_t item,
                struct gradebook_summary *out, struct error *err)
{
    const struct gradebook_key key = make_key(l, c, item);
    return *key.content ? gradebook_find(l->book, &key, out, err) : 0;
}

int ledger_find_last(struct ledger *l, const struct class_folder *c, size_t item,
                     struct result *out, struct error *err)
{
    const struct gradebook_key key = make_key(l, c, item);
    return *key.content ? gradebook_find_last(l->book, &key, out, err) : 0;
}

int ledger_read(struct ledger *l, const struct class_folder *c, size_t item, char **text,
                struct result *checks, struct error *err)
{
    const struct gradebook_key key = make_key(l, c, item);
    json_t *path = json_text(c->items[item].path); /* any bytes: now valid UTF-8 */
    int status = gradebook_read(l->book, &key, json_string_value(path), text, checks, err);
    json_decref(path);
    if (status == 0)
        checks->submission = xstrdup(c->items[item].path);
    return status;
}

int ledger_keep(struct ledger *l, const struct class_folder *c, size_t item, const struct result *r,
                struct gradebook_summary *out, struct error *err)
{
    const struct gradebook_key key = make_key(l, c, item);
    *out = (struct gradebook_summary){0};
    if (!*key.content || r->state == RESULT_ERROR)
        return 0;
    return gradebook_store(l->book, &key, r, out, err);
}

int ledger_note(struct ledger *l, const struct class_folder *c, const size_t *items, size_t count,
                struct error *err)
{
    cleanup_free struct gradebook_key *keys = xcalloc(count + 1, sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = make_key(l, c, items[i]);
    return gradebook_note_attempts(l->book, keys, count, err);
}
