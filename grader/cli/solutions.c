#include "cli/solutions.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/catalog.h"

void solutions_free(struct solutions *s)
{
    for (size_t i = 0; i < s->spec_count; i++)
        spec_free(&s->specs[i]);
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].path);
        free(s->items[i].label);
    }
    free(s->specs);
    free(s->items);
    free(s->root);
    *s = (struct solutions){0};
}

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

static int read_folder(struct solutions *all, size_t exercise, bool accepted, struct error *err)
{
    const char *name = all->specs[exercise].exercise, *half = accepted ? "accepted" : "rejected";
    cleanup_free char *folder = xasprintf("%s/%s/%s", all->root, name, half);
    cleanup_closedir DIR *dir = opendir(folder);
    if (!dir && errno != ENOENT)
        return error_set(err, ERROR_USAGE, "cannot read %s: %s", folder, strerror(errno));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t length = strlen(e->d_name);
        if (length < 3 || strcmp(e->d_name + length - 2, ".c") != 0)
            continue;
        struct solution *s = GROW(all->items, all->count, all->capacity);
        s->exercise = exercise;
        s->accepted = accepted;
        s->path = xasprintf("%s/%s", folder, e->d_name);
        s->label = xasprintf("%s/%s/%s", name, half, e->d_name);
        if (!accepted && read_kinds(s->path, &s->kinds, err) != 0)
            return -1;
    }
    return 0;
}

static int read_all(struct solutions *all, struct error *err)
{
    for (size_t i = 0; i < all->spec_count; i++) {
        size_t before = all->count;
        if (read_folder(all, i, true, err) != 0 || read_folder(all, i, false, err) != 0)
            return -1;
        if (all->count == before)
            return error_set(err, ERROR_USAGE,
                             "%s has no solutions in %s/%s/{accepted,rejected}: write one that is "
                             "right and one that is wrong, and ask again",
                             all->specs[i].exercise, all->root, all->specs[i].exercise);
    }
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_label);
    return 0;
}

static int read_exercises(struct solutions *all, const struct options *o, const char *root,
                          struct error *err)
{
    char **names = o->operand_count ? NULL : catalog_names(root, err);
    if (!names && !o->operand_count)
        return -1;
    int status = 0;
    char **wanted = names ? names : o->operands;
    for (size_t i = 0; wanted[i] && status == 0; i++) {
        struct spec *spec = GROW(all->specs, all->spec_count, all->spec_capacity);
        status = names ? catalog_open_in(root, wanted[i], spec, err)
                       : catalog_open(o->exercises, wanted[i], spec, err);
        if (status != 0)
            all->spec_count--;
    }
    free_strings(names);
    return status;
}

char *solutions_root(const struct options *o, const char *root)
{
    if (o->solutions)
        return xstrdup(o->solutions);
    cleanup_free char *beside = xasprintf("%s/../solutions", root);
    char *real = realpath(beside, NULL);
    return real ? real : xstrdup(beside);
}

int solutions_read(const struct options *o, struct solutions *out, struct error *err)
{
    *out = (struct solutions){0};
    cleanup_free char *root = catalog_root(o->exercises, err);
    if (!root || read_exercises(out, o, root, err) != 0)
        return -1;
    out->root = solutions_root(o, root);
    return read_all(out, err);
}
