#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/options.h"
#include "report/report.h"

static const char help[] = "Usage: grader list [--exercises DIR]\n"
                           "\n"
                           "Lists the exercises: name, title, points, cases (hidden ones apart).\n";

static const int allowed[] = {OPTION_EXERCISES, 0};

struct listing {
    const char **cells;
    size_t count, capacity;
};

static void add_cell(struct listing *l, char *text)
{
    *GROW(l->cells, l->count, l->capacity) = text;
}

static void add_row(struct listing *l, const char *name, const struct spec *spec)
{
    size_t hidden = spec_hidden_case_count(spec);
    add_cell(l, xstrdup(name));
    add_cell(l, xasprintf("%g", spec_total_points(spec)));
    add_cell(l, hidden ? xasprintf("%zu + %zu hidden", spec->case_count - hidden, hidden)
                       : xasprintf("%zu", spec->case_count));
    add_cell(l, xasprintf("%zu", spec->check_count));
    add_cell(l, xstrdup(spec->title));
}

/* Goes on behind a broken spec; all mistakes are told at the end. */
static int read_all(const char *root, char **names, struct listing *l, struct error *err)
{
    int status = 0;
    struct buffer mistakes = {0};
    for (size_t i = 0; names[i]; i++) {
        cleanup_with(spec_free) struct spec spec = {0};
        if (catalog_open_in(root, names[i], &spec, err) == 0) {
            add_row(l, names[i], &spec);
            continue;
        }
        buffer_printf(&mistakes, "%s%s", mistakes.length ? "\n" : "", err->message);
        status = -1;
    }
    if (status != 0)
        error_set(err, ERROR_USAGE, "%s", mistakes.data);
    buffer_free(&mistakes);
    return status;
}

static int list(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 0, 0, "grader list", err) != 0)
        return -1;
    cleanup_free char *root = catalog_root(o.exercises, err);
    char **names = root ? catalog_names(root, err) : NULL;
    if (!names)
        return -1;
    struct listing l = {0};
    static const char *const header[] = {"exercise", "points", "cases", "checks", "title"};
    for (size_t i = 0; i < 5; i++)
        add_cell(&l, xstrdup(header[i]));
    int status = read_all(root, names, &l, err);
    struct buffer text = {0};
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    table_print(&text, terminal.colour, 5, l.count / 5, l.cells);
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    for (size_t i = 0; i < l.count; i++)
        free((char *)l.cells[i]);
    free(l.cells);
    free_strings(names);
    return status;
}

const struct command list_command = {"list", "the exercises", help, list};
