#include "cli/class.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/catalog.h"
#include "cli/class_parts.h"
#include "cli/deliveries.h"
#include "cli/parcel.h"

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **class_names_in(const char *path)
{
    cleanup_closedir DIR *dir = opendir(path);
    if (!dir)
        return NULL;
    char **names = NULL;
    size_t count = 0, capacity = 0;
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.')
            *GROW(names, count, capacity) = xstrdup(e->d_name);
    if (count)
        qsort(names, count, sizeof *names, by_name);
    *GROW(names, count, capacity) = NULL;
    return names;
}

size_t class_find_exercise(const struct class_report *r, const char *name, size_t length)
{
    for (size_t i = 0; i < r->exercise_count; i++)
        if (strlen(r->exercises[i]) == length && memcmp(r->exercises[i], name, length) == 0)
            return i;
    return NO_EXERCISE;
}

size_t class_exercise_of(const struct class_report *r, const char *file)
{
    return is_c_file(file) ? class_find_exercise(r, file, strlen(file) - 2) : NO_EXERCISE;
}

static char *why_not_regular(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return xasprintf("The file cannot be read: %s.", strerror(errno));
    if (S_ISREG(st.st_mode))
        return NULL;
    return xasprintf("What was handed in is %s, not a file with a program.",
                     S_ISDIR(st.st_mode)   ? "a folder"
                     : S_ISLNK(st.st_mode) ? "a symbolic link"
                                           : "a device or a pipe");
}

void class_ignore(struct class_report *r, char *path)
{
    *GROW(r->ignored, r->ignored_count, r->ignored_capacity) = path;
}

size_t class_student(struct class_report *r, const char *name)
{
    for (size_t i = r->student_count; i-- > 0;)
        if (strcmp(r->students[i], name) == 0)
            return i;
    *GROW(r->students, r->student_count, r->student_capacity) = xstrdup(name);
    return r->student_count - 1;
}

bool class_is_handed_in(const struct class_folder *c, size_t student, size_t exercise)
{
    for (size_t i = 0; i < c->item_count; i++)
        if (c->items[i].student == student && c->items[i].exercise == exercise)
            return true;
    return false;
}

struct submission *class_add_submission(struct class_folder *c, size_t student, size_t exercise,
                                        char *path)
{
    struct class_report *r = &c->report;
    struct submission *s = GROW(c->items, c->item_count, c->item_capacity);
    s->path = path;
    s->label = xasprintf("%s/%s", r->students[student], r->exercises[exercise]);
    s->student = student;
    s->exercise = exercise;
    s->not_regular = why_not_regular(s->path);
    return s;
}

/* <student>/<exercise>.c */
static void read_student(struct class_folder *c, const char *directory, const char *student)
{
    struct class_report *r = &c->report;
    cleanup_free char *folder = xasprintf("%s/%s", directory, student);
    char **files = class_names_in(folder);
    if (!files)
        return;
    size_t number = class_student(r, student);
    for (size_t i = 0; files[i]; i++) {
        size_t exercise = class_exercise_of(r, files[i]);
        if (exercise == NO_EXERCISE || class_is_handed_in(c, number, exercise))
            class_ignore(r, xasprintf("%s/%s", student, files[i]));
        else
            class_add_submission(c, number, exercise, xasprintf("%s/%s", folder, files[i]));
    }
    free_strings(files);
}

/* "ann.c" → "ann". Owned. */
static char *stem_of(const char *file)
{
    return xstrndup(file, strlen(file) - 2);
}

/* <exercise>/<student>.c, or what a learning platform delivered for it */
static void read_exercise(struct class_folder *c, struct deliveries *deliveries,
                          const char *directory, size_t exercise)
{
    struct class_report *r = &c->report;
    const char *name = r->exercises[exercise];
    cleanup_free char *folder = xasprintf("%s/%s", directory, name);
    char **files = class_names_in(folder);
    for (size_t i = 0; files && files[i]; i++) {
        cleanup_free char *path = xasprintf("%s/%s", folder, files[i]);
        cleanup_free char *shown = xasprintf("%s/%s", name, files[i]);
        if (deliveries_take(deliveries, r, path, shown, files[i], exercise))
            continue;
        cleanup_free char *student = is_c_file(files[i]) ? stem_of(files[i]) : NULL;
        size_t number = student ? class_student(r, student) : 0;
        if (!student || class_is_handed_in(c, number, exercise))
            class_ignore(r, steal_ptr(shown));
        else
            class_add_submission(c, number, exercise, steal_ptr(path));
    }
    free_strings(files);
}

/* Is this folder, called like an exercise, full of students' files, and not a student's own? */
static bool holds_students(const struct class_report *r, const char *path)
{
    char **files = class_names_in(path);
    bool students = false;
    for (size_t i = 0; files && files[i] && !students; i++)
        students = (strlen(files[i]) > 2 && class_exercise_of(r, files[i]) == NO_EXERCISE) ||
                   deliveries_name(files[i]);
    free_strings(files);
    return students;
}

struct ordered {
    const char *name;
    size_t place;
};

static int by_ordered_name(const void *a, const void *b)
{
    return strcmp(((const struct ordered *)a)->name, ((const struct ordered *)b)->name);
}

/* Folders of exercises name the students in another order. */
static void sort_students(struct class_folder *c)
{
    struct class_report *r = &c->report;
    cleanup_free struct ordered *order = xcalloc(r->student_count + 1, sizeof *order);
    cleanup_free size_t *place = xcalloc(r->student_count + 1, sizeof *place);
    for (size_t i = 0; i < r->student_count; i++)
        order[i] = (struct ordered){r->students[i], i};
    qsort(order, r->student_count, sizeof *order, by_ordered_name);
    for (size_t i = 0; i < r->student_count; i++)
        place[order[i].place] = i;
    for (size_t i = 0; i < r->student_count; i++)
        r->students[i] = (char *)order[i].name;
    for (size_t i = 0; i < c->item_count; i++)
        c->items[i].student = place[c->items[i].student];
}

/* One entry of the class's folder. */
static void read_entry(struct class_folder *c, struct deliveries *deliveries, const char *directory,
                       const char *name)
{
    struct stat st;
    cleanup_free char *path = xasprintf("%s/%s", directory, name);
    size_t exercise = class_find_exercise(&c->report, name, strlen(name));
    if (deliveries_take(deliveries, &c->report, path, name, name, NO_EXERCISE))
        return;
    if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        class_ignore(&c->report, xstrdup(name));
    else if (exercise != NO_EXERCISE && holds_students(&c->report, path))
        read_exercise(c, deliveries, directory, exercise);
    else
        read_student(c, directory, name);
}

static int read_students(struct class_folder *c, const char *directory, bool one_exercise,
                         struct error *err)
{
    struct deliveries deliveries = {0};
    char **names = class_names_in(directory);
    if (!names)
        return error_set(err, ERROR_USAGE, "cannot read the class's folder '%s': %s", directory,
                         strerror(errno));
    for (size_t i = 0; names[i]; i++)
        read_entry(c, &deliveries, directory, names[i]);
    free_strings(names);
    deliveries_enter(&deliveries, c, one_exercise ? 0 : NO_EXERCISE);
    deliveries_free(&deliveries);
    sort_students(c);
    return 0;
}

static void add_exercise(struct class_report *r, const char *name)
{
    *GROW(r->exercises, r->exercise_count, r->exercise_capacity) = xstrdup(name);
}

static int add_exercises(struct class_report *r, const char *root, const char *only,
                         struct error *err)
{
    char **names = catalog_names(root, err);
    if (!names)
        return -1;
    for (size_t i = 0; !only && names[i]; i++)
        add_exercise(r, names[i]);
    free_strings(names);
    cleanup_free char *list = only ? xstrdup(only) : NULL;
    char *rest = list;
    for (char *name; (name = strsep(&rest, ","));)
        if (*name && class_find_exercise(r, name, strlen(name)) == NO_EXERCISE)
            add_exercise(r, name);
    return 0;
}

/* Columns for exercises that nobody handed in would say nothing. */
static void drop_unused(struct class_folder *c)
{
    struct class_report *r = &c->report;
    cleanup_free size_t *place = xcalloc(r->exercise_count, sizeof *place);
    for (size_t i = 0; i < c->item_count; i++)
        place[c->items[i].exercise] = 1;
    size_t kept = 0;
    for (size_t i = 0; i < r->exercise_count; i++)
        if (place[i]) {
            place[i] = kept;
            r->exercises[kept++] = r->exercises[i];
        } else {
            free(r->exercises[i]);
        }
    r->exercise_count = kept;
    for (size_t i = 0; i < c->item_count; i++)
        c->items[i].exercise = place[c->items[i].exercise];
}

static int read_specs(struct class_folder *c, const char *root, struct error *err)
{
    struct class_report *r = &c->report;
    c->specs = xcalloc(r->exercise_count, sizeof *c->specs);
    r->max_scores = xcalloc(r->exercise_count, sizeof *r->max_scores);
    for (size_t i = 0; i < r->exercise_count; i++) {
        if (catalog_open_in(root, r->exercises[i], &c->specs[i], err) != 0)
            return -1;
        r->max_scores[i] = spec_total_points(&c->specs[i]);
    }
    return 0;
}

static int read_place(struct class_folder *c, const char *place, const char *only,
                      struct error *err)
{
    struct stat st;
    bool one_exercise = only && c->report.exercise_count == 1;
    if (stat(place, &st) != 0 || !S_ISREG(st.st_mode))
        return read_students(c, place, one_exercise, err);
    cleanup_free char *directory = parcel_open(&c->parcel, place, &c->report, err);
    return directory ? read_students(c, directory, one_exercise, err) : -1;
}

int class_read(const char *place, const char *exercises, const char *only, struct class_folder *out,
               struct error *err)
{
    *out = (struct class_folder){0};
    cleanup_free char *root = catalog_root(exercises, err);
    if (!root || add_exercises(&out->report, root, only, err) != 0 ||
        read_place(out, place, only, err) != 0)
        return -1;
    if (!only)
        drop_unused(out);
    if (out->item_count == 0)
        return error_set(err, ERROR_USAGE,
                         "nothing to grade in '%s': expected files like <student>/<exercise>.c or "
                         "<exercise>/<student>.c, or what Moodle or Canvas delivers (if its files "
                         "are not called <exercise>.c, say which exercise with --only)",
                         place);
    if (read_specs(out, root, err) != 0)
        return -1;
    out->report.entries = xcalloc(out->report.student_count * out->report.exercise_count,
                                  sizeof *out->report.entries);
    return 0;
}

int class_keep(struct class_folder *c, const char *out, struct error *err)
{
    for (size_t i = 0; c->parcel && i < c->item_count; i++)
        if (parcel_keep(&c->items[i].path, out, err) != 0)
            return -1;
    return 0;
}

void class_folder_free(struct class_folder *c)
{
    for (size_t i = 0; i < c->report.exercise_count && c->specs; i++)
        spec_free(&c->specs[i]);
    for (size_t i = 0; i < c->item_count; i++) {
        free(c->items[i].path);
        free(c->items[i].label);
        free(c->items[i].not_regular);
    }
    free(c->specs);
    free(c->items);
    class_free(&c->report);
    workdir_remove(c->parcel);
    *c = (struct class_folder){0};
}
