#include "cli/catalog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/nearest.h"

#ifndef PREFIX
#define PREFIX "/usr/local"
#endif

static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_spec(const char *folder)
{
    cleanup_free char *path = xasprintf("%s/exercise.yaml", folder);
    return access(path, F_OK) == 0;
}

/* The folder that the program stands in, or NULL. */
static char *program_folder(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    *slash = '\0';
    return xstrdup(path);
}

char *catalog_root(const char *option, struct error *err)
{
    if (option) {
        if (is_directory(option))
            return xstrdup(option);
        error_set(err, ERROR_USAGE, "there is no folder of exercises '%s'", option);
        return NULL;
    }
    if (is_directory("exercises"))
        return xstrdup("exercises");
    cleanup_free char *program = program_folder();
    static const char *const beside[] = {"../exercises", "../share/grader/exercises"};
    for (size_t i = 0; program && i < sizeof beside / sizeof beside[0]; i++) {
        cleanup_free char *path = xasprintf("%s/%s", program, beside[i]);
        char *real = realpath(path, NULL);
        if (real && is_directory(real))
            return real;
        free(real);
    }
    if (is_directory(PREFIX "/share/grader/exercises"))
        return xstrdup(PREFIX "/share/grader/exercises");
    error_set(err, ERROR_USAGE, "no folder of exercises was found: name it with --exercises DIR");
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **catalog_names(const char *root, struct error *err)
{
    cleanup_closedir DIR *dir = opendir(root);
    if (!dir) {
        error_set(err, ERROR_USAGE, "cannot read the folder of exercises '%s': %s", root,
                  strerror(errno));
        return NULL;
    }
    char **names = NULL;
    size_t count = 0, capacity = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        cleanup_free char *folder = xasprintf("%s/%s", root, entry->d_name);
        if (entry->d_name[0] != '.' && has_spec(folder))
            *GROW(names, count, capacity) = xstrdup(entry->d_name);
    }
    if (count)
        qsort(names, count, sizeof *names, compare_names);
    *GROW(names, count, capacity) = NULL;
    return names;
}

static int unknown_exercise(const char *root, const char *name, struct error *err)
{
    char **names = catalog_names(root, err);
    if (!names)
        return -1;
    size_t count = 0;
    while (names[count])
        count++;
    const char *near = nearest_name(name, (const char *const *)names, count);
    error_set(err, ERROR_USAGE, "no exercise is called '%s' in %s%s%s%s (grader list)", name, root,
              near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
    free_strings(names);
    return -1;
}

/* Names are single path components: nothing else may be joined to the root. */
static bool is_name(const char *exercise)
{
    return *exercise && !strchr(exercise, '/') && strcmp(exercise, ".") != 0 &&
           strcmp(exercise, "..") != 0;
}

int catalog_open_in(const char *root, const char *name, struct spec *spec, struct error *err)
{
    cleanup_free char *folder = xasprintf("%s/%s", root, name);
    if (!is_name(name) || !has_spec(folder))
        return unknown_exercise(root, name, err);
    return spec_read(folder, spec, err);
}

int catalog_open(const char *option, const char *exercise, struct spec *spec, struct error *err)
{
    if (!is_name(exercise)) {
        if (!has_spec(exercise))
            return error_set(err, ERROR_USAGE, "'%s' is no exercise: it has no exercise.yaml",
                             exercise);
        return spec_read(exercise, spec, err);
    }
    cleanup_free char *root = catalog_root(option, err);
    return root ? catalog_open_in(root, exercise, spec, err) : -1;
}
