#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/skeleton.h"
#include "cli/solutions.h"

#define USAGE     "grader new NAME"
#define NAME_MARK "@NAME@"
#define NAME_MAX_ 64

static const char help[] =
    "Usage: grader new [OPTIONS] NAME\n"
    "\n"
    "Makes the skeleton of a new exercise: spec, hidden cases, statement and starter, and\n"
    "empty folders for its solutions. `grader verify NAME` then says what is still missing.\n"
    "\n"
    "  --exercises DIR      where the exercises are\n"
    "  --solutions DIR      where the solutions are (beside the exercises)\n"
    "\n"
    "Exit status: 0 made, 2 the call is wrong, or there is such an exercise.\n";

static const int allowed[] = {OPTION_EXERCISES, OPTION_SOLUTIONS, 0};

static bool is_name(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length > NAME_MAX_ || !isalnum((unsigned char)*text))
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_' && *text != '-')
            return false;
    return true;
}

static int make_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    return error_set(err, ERROR_USAGE, "cannot make the folder %s: %s", path, strerror(errno));
}

/* The text with the exercise's name at every mark. */
static char *fill_in(const struct skeleton_file *f, const char *name)
{
    cleanup_free char *text = xstrndup(f->text, (size_t)(f->end - f->text));
    struct buffer out = {0};
    const char *p = text;
    for (const char *mark; (mark = strstr(p, NAME_MARK)); p = mark + strlen(NAME_MARK)) {
        buffer_add(&out, p, (size_t)(mark - p));
        buffer_puts(&out, name);
    }
    buffer_puts(&out, p);
    return buffer_take(&out);
}

static int write_file(const char *folder, const struct skeleton_file *f, const char *name,
                      struct error *err)
{
    cleanup_free char *path = xasprintf("%s/%s", folder, f->path);
    cleanup_free char *text = fill_in(f, name);
    FILE *file = fopen(path, "wxe");
    bool written = file && fputs(text, file) != EOF;
    if ((file && fclose(file) == EOF) || !written)
        return error_set(err, ERROR_USAGE, "cannot write %s: %s", path, strerror(errno));
    printf("  %s\n", path);
    return 0;
}

static int make_solutions(const char *root, const char *name, struct error *err)
{
    static const char *const halves[] = {"", "/accepted", "/rejected"};
    if (make_folder(root, err) != 0)
        return -1;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        cleanup_free char *path = xasprintf("%s/%s%s", root, name, halves[i]);
        if (make_folder(path, err) != 0)
            return -1;
        if (i > 0)
            printf("  %s/\n", path);
    }
    return 0;
}

static int make(const struct options *o, const char *name, struct error *err)
{
    cleanup_free char *root = catalog_root(o->exercises, err);
    if (!root)
        return -1;
    cleanup_free char *folder = xasprintf("%s/%s", root, name);
    cleanup_free char *solutions = solutions_root(o, root);
    if (mkdir(folder, 0777) != 0)
        return error_set(err, ERROR_USAGE,
                         errno == EEXIST ? "there is an exercise %s already" : "cannot make %s",
                         folder);
    for (size_t i = 0; i < skeleton_file_count; i++)
        if (write_file(folder, &skeleton_files[i], name, err) != 0)
            return -1;
    if (make_solutions(solutions, name, err) != 0)
        return -1;
    printf(
        "\nNow write what it asks, a few right solutions and some wrong ones, each with a first\n"
        "line `// fails: KIND...`; then: grader verify %s\n",
        name);
    return EXIT_FULL;
}

static int new_exercise(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, 1, USAGE, err) != 0)
        return -1;
    if (!is_name(o.operands[0]))
        return error_set(err, ERROR_USAGE,
                         "'%s' is no name for an exercise: expected at most 64 letters, digits, "
                         "`_` and `-`, a letter or digit first",
                         o.operands[0]);
    return make(&o, o.operands[0], err);
}

const struct command new_command = {"new", "the skeleton of a new exercise", help, new_exercise};
