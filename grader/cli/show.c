#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/options.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

static const char help[] =
    "Usage: grader show [--exercises DIR] EXERCISE\n"
    "\n"
    "Shows what an exercise asks: its statement, the public cases, and the points of\n"
    "each check.\n";

static const int allowed[] = {OPTION_EXERCISES, 0};

#define STATEMENT_LIMIT 65536

/* The statement, as it stands in the exercise's README.md; an exercise may have none. */
static void put_statement(struct buffer *out, const struct spec *spec)
{
    cleanup_free char *path = xasprintf("%s/README.md", spec->folder);
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file)
        return;
    cleanup_free char *text = xmalloc(STATEMENT_LIMIT);
    size_t size = fread(text, 1, STATEMENT_LIMIT, file);
    escape_terminal(out, text, size, true);
    buffer_puts(out, size && text[size - 1] != '\n' ? "\n\n" : "\n");
}

static void put_cases(struct buffer *out, const struct spec *spec, const struct terminal_options *t)
{
    text_style(out, t->colour, STYLE_BOLD, "Public cases\n");
    for (size_t i = 0; i < spec->case_count; i++) {
        const struct spec_case *c = &spec->cases[i];
        struct buffer command = {0};
        if (c->hidden)
            continue;
        buffer_printf(&command, "%s: %s", c->id, spec->exercise);
        for (size_t j = 0; j < c->arg_count && command.length < 400; j++) {
            buffer_putc(&command, ' ');
            escape_argument(&command, c->args[j]);
        }
        if (command.length >= 400)
            buffer_printf(&command, " … (%zu arguments)", c->arg_count);
        buffer_puts(out, "  ");
        text_wrap(out, command.data, 4, t->width);
        buffer_free(&command);
    }
    size_t hidden = spec_hidden_case_count(spec);
    if (hidden)
        buffer_printf(out, "  and %zu hidden one%s, with other arguments\n", hidden,
                      hidden == 1 ? "" : "s");
    buffer_putc(out, '\n');
}

static void put_checks(struct buffer *out, const struct spec *spec,
                       const struct terminal_options *t)
{
    text_style(out, t->colour, STYLE_BOLD, "Checks\n");
    for (size_t i = 0; i < spec->check_count; i++) {
        const struct spec_check *c = &spec->checks[i];
        char start[64];
        snprintf(start, sizeof start, "  %5g  %-12s ", c->points, check_kind_name(c->kind));
        buffer_puts(out, start);
        text_wrap(out, c->title, strlen(start), t->width);
    }
    buffer_printf(out, "  %5g  in all\n", spec_total_points(spec));
}

static int show(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 1, 1, "grader show EXERCISE", err) != 0)
        return -1;
    cleanup_with(spec_free) struct spec spec = {0};
    if (catalog_open(o.exercises, o.operands[0], &spec, err) != 0)
        return -1;
    struct terminal_options terminal;
    terminal_options_detect(&terminal, stdout);
    struct buffer text = {0};
    put_statement(&text, &spec);
    put_cases(&text, &spec, &terminal);
    put_checks(&text, &spec, &terminal);
    fwrite(text.data, 1, text.length, stdout);
    buffer_free(&text);
    return EXIT_FULL;
}

const struct command show_command = {"show", "what an exercise asks: statement, cases, points",
                                     help, show};
