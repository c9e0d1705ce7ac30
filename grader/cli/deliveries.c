#include "cli/deliveries.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define DEPTH_MOST 16

bool deliveries_name(const char *name)
{
    struct delivered_name read = {0};
    bool found = delivered_name_read(name, &read);
    delivered_name_free(&read);
    return found;
}

/* ---- finding the files ---- */

static struct delivered_name copy_name(const struct delivered_name *n)
{
    struct delivered_name copy = *n;
    copy.student = xstrdup(n->student);
    copy.id = xstrdup(n->id);
    copy.plugin = xstrdup(n->plugin);
    copy.file = xstrdup(n->file);
    return copy;
}

static void add_file(struct deliveries *d, struct class_report *r, const struct delivered_name *who,
                     const char *file, const char *path, const char *shown, size_t hint)
{
    struct stat st;
    if (!is_c_file(file)) {
        class_ignore(r, xstrdup(shown));
        return;
    }
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        class_refuse(r, shown, "it is no regular file");
        return;
    }
    struct delivered *one = GROW(d->items, d->count, d->capacity);
    one->who = copy_name(who);
    one->file = xstrdup(file);
    one->path = xstrdup(path);
    one->shown = xstrdup(shown);
    one->hint = hint;
}

/* Students hand in folders too. */
static void add_folder(struct deliveries *d, struct class_report *r,
                       const struct delivered_name *who, const char *path, const char *shown,
                       size_t hint, int depth)
{
    char **names = class_names_in(path);
    for (size_t i = 0; names && names[i]; i++) {
        struct stat st;
        cleanup_free char *below = xasprintf("%s/%s", path, names[i]);
        cleanup_free char *said = xasprintf("%s/%s", shown, names[i]);
        bool folder = lstat(below, &st) == 0 && S_ISDIR(st.st_mode);
        if (folder && depth < DEPTH_MOST)
            add_folder(d, r, who, below, said, hint, depth + 1);
        else
            add_file(d, r, who, names[i], below, said, hint);
    }
    free_strings(names);
}

bool deliveries_take(struct deliveries *d, struct class_report *r, const char *path,
                     const char *shown, const char *name, size_t hint)
{
    struct stat st;
    struct delivered_name who;
    if (!delivered_name_read(name, &who))
        return false;
    bool folder = lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (who.platform == PLATFORM_MOODLE && strcmp(who.plugin, "file") != 0)
        class_ignore(r, xstrdup(shown));
    else if (folder)
        add_folder(d, r, &who, path, shown, hint, 0);
    else
        add_file(d, r, &who, who.file, path, shown, hint);
    delivered_name_free(&who);
    return true;
}

/* ---- whose they are ---- */

static int sign(unsigned long long a, unsigned long long b)
{
    return (a > b) - (a < b);
}

static int by_who(const void *a, const void *b)
{
    const struct delivered *x = *(struct delivered *const *)a, *y = *(struct delivered *const *)b;
    int order = sign(x->hint, y->hint);
    if (!order)
        order = strcmp(x->who.student, y->who.student);
    return order ? order : strcmp(x->who.id, y->who.id);
}

static bool same_name(const struct delivered *a, const struct delivered *b)
{
    return a->hint == b->hint && strcmp(a->who.student, b->who.student) == 0;
}

/* Moodle's name for everybody who is graded anonymously. */
static bool is_nameless(const struct delivered *one)
{
    return one->who.platform == PLATFORM_MOODLE && strcmp(one->who.student, "Participant") == 0;
}

/* Two of one name in one delivery are told apart by their numbers, which Moodle gives anew for each
 * assignment. */
static void name_students(struct deliveries *d)
{
    cleanup_free struct delivered **order = xcalloc(d->count + 1, sizeof *order);
    for (size_t i = 0; i < d->count; i++)
        order[i] = &d->items[i];
    qsort(order, d->count, sizeof *order, by_who);
    for (size_t from = 0, to; from < d->count; from = to) {
        for (to = from + 1; to < d->count && same_name(order[from], order[to]); to++)
            continue;
        bool several = strcmp(order[from]->who.id, order[to - 1]->who.id) != 0;
        for (size_t i = from; i < to; i++) {
            struct delivered *one = order[i];
            one->student = is_nameless(one) ? xasprintf("Participant %s", one->who.id)
                           : several        ? xasprintf("%s (%s)", one->who.student, one->who.id)
                                            : xstrdup(one->who.student);
        }
    }
}

/* ---- what they are for ---- */

/* Canvas writes "main-2.c" where a student hands in main.c for the third time. */
static void find_exercise(struct delivered *one, const struct class_report *r, size_t only)
{
    unsigned long stem;
    one->exercise = class_exercise_of(r, one->file);
    if (one->exercise == NO_EXERCISE && one->who.platform == PLATFORM_CANVAS) {
        one->attempt = delivered_attempt(one->file, &stem);
        one->exercise = class_find_exercise(r, one->file, stem);
    }
    one->named = one->exercise != NO_EXERCISE;
    if (one->hint != NO_EXERCISE && one->exercise != one->hint) {
        one->exercise = one->hint;
        one->named = false;
    } else if (one->exercise == NO_EXERCISE) {
        one->exercise = only;
    }
}

/* Of one student and exercise the file that counts comes first. */
static int by_submission(const void *a, const void *b)
{
    const struct delivered *x = *(struct delivered *const *)a, *y = *(struct delivered *const *)b;
    int order = strcmp(x->student, y->student);
    if (!order)
        order = sign(x->exercise, y->exercise);
    if (!order)
        order = (int)y->named - (int)x->named;
    if (!order)
        order = sign(y->attempt, x->attempt);
    if (!order)
        order = sign(y->who.attachment, x->who.attachment);
    return order ? order : strcmp(x->shown, y->shown);
}

static bool same_submission(const struct delivered *a, const struct delivered *b)
{
    return a->exercise == b->exercise && strcmp(a->student, b->student) == 0;
}

/* Is it a newer one of the same file, so that there is nothing to choose? */
static bool replaces(const struct delivered *newer, const struct delivered *older)
{
    unsigned long x, y;
    if (newer->named != older->named)
        return true;
    if (newer->who.platform != PLATFORM_CANVAS)
        return false;
    delivered_attempt(newer->file, &x);
    delivered_attempt(older->file, &y);
    return x == y && strncmp(newer->file, older->file, x) == 0;
}

static void enter_group(struct class_folder *c, struct delivered **group, size_t count)
{
    struct class_report *r = &c->report;
    const struct delivered *first = group[0];
    if (first->exercise == NO_EXERCISE) {
        for (size_t i = 0; i < count; i++)
            class_ignore(r, xstrdup(group[i]->shown));
        return;
    }
    if (count > 1 && !replaces(first, group[1])) {
        cleanup_free char *why =
            xasprintf("it is not clear which of %zu files is the submission to %s: call it %s.c",
                      count, r->exercises[first->exercise], r->exercises[first->exercise]);
        for (size_t i = 0; i < count; i++)
            class_refuse(r, group[i]->shown, why);
        return;
    }
    size_t student = class_student(r, first->student);
    bool taken = class_is_handed_in(c, student, first->exercise);
    if (!taken)
        class_add_submission(c, student, first->exercise, xstrdup(first->path));
    for (size_t i = taken ? 0 : 1; i < count; i++)
        class_ignore(r, xstrdup(group[i]->shown));
}

void deliveries_enter(struct deliveries *d, struct class_folder *c, size_t only)
{
    cleanup_free struct delivered **order = xcalloc(d->count + 1, sizeof *order);
    name_students(d);
    for (size_t i = 0; i < d->count; i++) {
        find_exercise(&d->items[i], &c->report, only);
        order[i] = &d->items[i];
    }
    qsort(order, d->count, sizeof *order, by_submission);
    for (size_t from = 0, to; from < d->count; from = to) {
        for (to = from + 1; to < d->count && same_submission(order[from], order[to]); to++)
            continue;
        enter_group(c, order + from, to - from);
    }
}

void deliveries_free(struct deliveries *d)
{
    for (size_t i = 0; i < d->count; i++) {
        delivered_name_free(&d->items[i].who);
        free(d->items[i].file);
        free(d->items[i].path);
        free(d->items[i].shown);
        free(d->items[i].student);
    }
    free(d->items);
    *d = (struct deliveries){0};
}
