#include "cli/advice.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* One way to do it right proves little: specs tend to ask for that very way. */
#define ACCEPTED_LEAST 3
#define REJECTED_LEAST 6

static size_t count(const struct solutions *known, size_t exercise, bool accepted)
{
    size_t n = 0;
    for (size_t i = 0; i < known->count; i++)
        n += known->items[i].exercise == exercise && known->items[i].accepted == accepted;
    return n;
}

/* A program that is given nothing runs in one way: another case would be the same one. */
static bool is_given_something(const struct spec *spec)
{
    for (size_t i = 0; i < spec->case_count; i++) {
        const struct spec_case *c = &spec->cases[i];
        if (c->arg_count || c->file_count || (c->environment && c->environment[0]))
            return true;
    }
    return false;
}

static void add_files(struct buffer *out, const struct spec *spec)
{
    static const struct {
        const char *name, *what;
    } files[] = {{"README.md", "the statement for the student"},
                 {"starter.c", "the file that the student begins with"},
                 {"hidden.yaml", "cases that students do not see"}};
    size_t asked_for = sizeof files / sizeof *files;
    if (!is_given_something(spec))
        asked_for--; /* the hidden cases stand last */
    for (size_t i = 0; i < asked_for; i++) {
        cleanup_free char *path = xasprintf("%s/%s", spec->folder, files[i].name);
        if (access(path, R_OK) != 0)
            buffer_printf(out, "  %s: %s, %s\n", spec->exercise, files[i].name, files[i].what);
    }
}

static void add_solutions(struct buffer *out, const struct solutions *known, size_t exercise)
{
    const char *name = known->specs[exercise].exercise;
    size_t accepted = count(known, exercise, true), rejected = count(known, exercise, false);
    if (accepted < ACCEPTED_LEAST)
        buffer_printf(out, "  %s: more accepted solutions, by different means (%zu of %d)\n", name,
                      accepted, ACCEPTED_LEAST);
    if (rejected < REJECTED_LEAST)
        buffer_printf(out, "  %s: more rejected solutions, one fault each (%zu of %d)\n", name,
                      rejected, REJECTED_LEAST);
}

/* A check that nothing fails may be one that nothing can fail. */
static void add_checks(struct buffer *out, const struct spec *spec, const bool *failed)
{
    for (size_t i = 0; i < spec->check_count; i++)
        if (!failed[i])
            buffer_printf(out, "  %s: a rejected solution that fails in the check `%s`\n",
                          spec->exercise, spec->checks[i].id);
}

void advice_add(struct buffer *out, const struct solutions *known, bool *const *failed)
{
    for (size_t i = 0; i < known->spec_count; i++) {
        add_files(out, &known->specs[i]);
        add_solutions(out, known, i);
        add_checks(out, &known->specs[i], failed[i]);
    }
}
