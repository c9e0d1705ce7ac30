/*
 * The report that a student reads. The order is that of mending: what cost
 * points comes first and is told in full, what was right takes a line each,
 * and the verdict stands last, where the eye rests when the prompt is back.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

#define WARNINGS_SHOWN 3
#define ERRORS_SHOWN   3
#define LABEL_INDENT   14 /* two columns, the mark's two, a label of nine and a space */
#define EXCERPT_LINES  12
#define EXCERPT_BYTES  400

void terminal_options_detect(struct terminal_options *o, FILE *out)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    int fd = fileno(out);
    bool terminal = isatty(fd);
    o->colour = terminal && !(no_colour && *no_colour) && term && strcmp(term, "dumb") != 0;
    o->width = 80;
    struct winsize size;
    if (terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        o->width = size.ws_col;
    if (o->width < 40)
        o->width = 40;
    if (o->width > 100)
        o->width = 100; /* longer lines read badly */
}

/* 2 -> "2", 1.5 -> "1.5", 0.333 -> "0.33" */
static const char *points_text(double points)
{
    static _Thread_local char texts[4][32];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % 4];
    snprintf(text, sizeof texts[0], "%.2f", points);
    size_t end = strlen(text);
    while (text[end - 1] == '0')
        text[--end] = '\0';
    if (text[end - 1] == '.')
        text[--end] = '\0';
    return text;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void spaces(struct buffer *b, size_t count)
{
    while (count--)
        buffer_putc(b, ' ');
}

/* "  ✗ title ………… 0 of 2 points", the points at the right edge; a long title goes on below. */
static void put_heading(struct buffer *b, const struct terminal_options *o, enum style style,
                        const char *mark, const char *title, enum style title_style,
                        const char *right)
{
    struct buffer text = {0};
    size_t room = o->width - 4 - text_width(right, strlen(right)) - 2;
    text_wrap(&text, title, 0, room);
    buffer_puts(b, "  ");
    text_style(b, o->colour, style, mark);
    buffer_putc(b, ' ');
    for (char *line = text.data, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        if (line != text.data)
            spaces(b, 4);
        text_style(b, o->colour, title_style, line);
        if (line == text.data && *right) {
            spaces(b, room + 2 - text_width(line, strlen(line)));
            text_style(b, o->colour, style, right);
        }
        buffer_putc(b, '\n');
    }
    buffer_free(&text);
}

static void put_field(struct buffer *b, const struct terminal_options *o, const char *label,
                      const char *text)
{
    if (!text || !*text)
        return;
    struct buffer padded = {0};
    text_pad(&padded, label, LABEL_INDENT - 4);
    spaces(b, 4);
    text_style(b, o->colour, STYLE_CYAN, padded.data);
    text_wrap(b, text, LABEL_INDENT, o->width);
    buffer_free(&padded);
}

/* Behind a bar, so that it cannot be taken for words of ours. Long lines go on below, up to a
 * limit. */
static void put_excerpt_line(struct buffer *b, const struct terminal_options *o, const char *line,
                             size_t size)
{
    struct buffer text = {0};
    cleanup_free char *part = xstrndup(line, size < EXCERPT_BYTES ? size : EXCERPT_BYTES);
    text_wrap(&text, part, 4, o->width - 6);
    if (size > EXCERPT_BYTES)
        text.data[text.length - 1] = ' ';
    for (char *p = text.data; *p;) {
        size_t length = strcspn(p, "\n");
        text_style(b, o->colour, STYLE_DIM, "    │ ");
        buffer_add(b, p, length);
        p += length + (p[length] == '\n');
        buffer_puts(b, !*p && size > EXCERPT_BYTES ? "…\n" : "\n");
    }
    buffer_free(&text);
}

static void put_excerpt(struct buffer *b, const struct terminal_options *o, const char *excerpt)
{
    size_t lines = 0;
    buffer_putc(b, '\n');
    for (const char *p = excerpt; *p; lines++) {
        size_t length = strcspn(p, "\n");
        if (lines < EXCERPT_LINES)
            put_excerpt_line(b, o, p, length);
        p += length + (p[length] == '\n');
    }
    if (lines > EXCERPT_LINES) {
        text_style(b, o->colour, STYLE_DIM, "    │ ");
        buffer_printf(b, "… and %zu more line%s\n", lines - EXCERPT_LINES,
                      plural(lines - EXCERPT_LINES));
    }
}

static const struct spec_case *public_case(const struct spec *spec, const char *id)
{
    for (size_t i = 0; spec && id && i < spec->case_count; i++)
        if (!spec->cases[i].hidden && strcmp(spec->cases[i].id, id) == 0)
            return &spec->cases[i];
    return NULL;
}

#define ARGUMENTS_LIMIT 200

/* The command line of a public case, cut when it is very long; false when there is nothing to show.
 */
static bool case_arguments(struct buffer *b, const struct terminal_options *o, const char *id)
{
    const struct spec_case *c = public_case(o->spec, id);
    if (!c)
        return false;
    buffer_puts(b, o->spec->exercise);
    for (size_t i = 0; i < c->arg_count; i++) {
        buffer_putc(b, ' ');
        if (b->length > ARGUMENTS_LIMIT) {
            buffer_printf(b, "… (%zu arguments in all)", c->arg_count);
            break;
        }
        escape_argument(b, c->args[i]);
    }
    return true;
}

/* "in case notebook: cart_lock Abhi:Books Devansh:Shirt; also in 1 more case and 2 hidden ones" */
static void put_where_run(struct buffer *b, const struct terminal_options *o,
                          const struct check_result *c)
{
    struct buffer text = {0}, command = {0};
    size_t open_cases = c->failed_cases - c->failed_hidden_cases;
    if (c->case_id && !c->hidden) {
        bool known = case_arguments(&command, o, c->case_id);
        buffer_printf(&text, known ? "case %s: %s" : "case %s%s", c->case_id,
                      known ? command.data : "");
        if (open_cases > 1 || c->failed_hidden_cases)
            buffer_puts(&text, "\nalso in ");
        if (open_cases > 1)
            buffer_printf(&text, "%zu more case%s", open_cases - 1, plural(open_cases - 1));
        if (c->failed_hidden_cases)
            buffer_printf(&text, "%s%zu hidden case%s", open_cases > 1 ? " and " : "",
                          c->failed_hidden_cases, plural(c->failed_hidden_cases));
    } else if (c->failed_hidden_cases > 1) {
        buffer_printf(&text, "%zu hidden cases", c->failed_hidden_cases);
    }
    put_field(b, o, "Run as", text.data);
    buffer_free(&text);
    buffer_free(&command);
}

/* True if lines of the source were shown. */
static bool put_locations(struct buffer *b, const struct terminal_options *o,
                          const struct check_result *c)
{
    struct buffer text = {0}, lines = {0};
    for (size_t i = 0; i < c->location_count; i++) {
        const struct location *l = &c->locations[i];
        if (text.length)
            buffer_puts(&text, ", ");
        if (l->file)
            buffer_printf(&text, l->line > 0 ? "%s line %d" : "%s", l->file, l->line);
        if (l->function && *l->function)
            buffer_printf(&text, "%sin %s()", l->file ? " " : "", l->function);
    }
    put_field(b, o, "Where", text.data);
    source_excerpt(&lines, o->source_path, c->locations, c->location_count, o);
    bool shown = lines.length > 0;
    if (shown) {
        buffer_putc(b, '\n');
        buffer_add(b, lines.data, lines.length);
    }
    buffer_free(&text);
    buffer_free(&lines);
    return shown;
}

/* How a failure was found, where a plain run alone would not show it. */
static const char *engine_gloss(const char *engine)
{
    static const struct {
        const char *engine, *gloss;
    } glosses[] = {
        {"tsan", "ThreadSanitizer, which watches every access to memory"},
        {"explore", "one of many orders in which the threads may run, tried one after another"},
        {"late", "a run in which all threads but the first are late, as on a busy machine"},
    };
    for (size_t i = 0; engine && i < sizeof glosses / sizeof glosses[0]; i++)
        if (strcmp(glosses[i].engine, engine) == 0)
            return glosses[i].gloss;
    return NULL;
}

/* The failing schedule, and what to type to see it again: on a line of its own, to be copied. */
static void put_story(struct buffer *b, const struct terminal_options *o, const struct result *r,
                      const struct check_result *c)
{
    const struct story *s = c->story;
    buffer_putc(b, '\n');
    put_field(b, o, "Broken", s->broken);
    buffer_putc(b, '\n');
    story_text(b, s, o);
    if (s->choices) {
        buffer_puts(b, "\n    Run it again, step by step:\n      ");
        story_command(b, r, c);
        buffer_putc(b, '\n');
    }
}

static void put_failed_heading(struct buffer *b, const struct terminal_options *o,
                               const struct check_result *c)
{
    char right[80] = "";
    if (c->max_points > 0)
        snprintf(right, sizeof right, "%s of %s point%s", points_text(c->points),
                 points_text(c->max_points), strcmp(points_text(c->max_points), "1") ? "s" : "");
    put_heading(b, o, STYLE_RED, "✗", c->title, STYLE_BOLD, right);
}

static void put_failed(struct buffer *b, const struct terminal_options *o, const struct result *r,
                       const struct check_result *c)
{
    put_failed_heading(b, o, c);
    if (c->expected || c->seen) {
        put_field(b, o, "Expected", c->expected);
        put_field(b, o, "Happened", c->seen);
    } else {
        put_field(b, o, "Happened", c->message);
    }
    bool shown = put_locations(b, o, c);
    if (c->excerpt && *c->excerpt) {
        put_excerpt(b, o, c->excerpt);
        shown = true;
    }
    if (c->story && !c->hidden) {
        put_story(b, o, r, c);
        shown = true;
    }
    if (shown)
        buffer_putc(b, '\n');
    put_where_run(b, o, c);
    put_field(b, o, "Found by", engine_gloss(c->engine));
    put_field(b, o, "Hint", c->hint);
    buffer_putc(b, '\n');
}

static void put_header(struct buffer *b, const struct terminal_options *o, const struct result *r)
{
    struct buffer name = {0};
    text_line(&name, r->exercise, strlen(r->exercise), o->width);
    buffer_putc(b, '\n');
    text_style(b, o->colour, STYLE_BOLD, name.data ? name.data : "");
    if (r->title && strcmp(r->title, r->exercise) != 0) {
        buffer_puts(b, " — ");
        text_line(b, r->title, strlen(r->title), o->width - name.length - 3);
    }
    buffer_putc(b, '\n');
    struct buffer path = {0};
    text_line(&path, r->submission, strlen(r->submission), o->width);
    text_style(b, o->colour, STYLE_DIM, path.data ? path.data : "");
    buffer_puts(b, "\n\n");
    buffer_free(&name);
    buffer_free(&path);
}

static void put_diagnostic(struct buffer *b, const struct terminal_options *o,
                           const struct diagnostic *d)
{
    char where[64] = "";
    if (d->line > 0)
        snprintf(where, sizeof where, "line %d", d->line);
    struct buffer text = {0};
    buffer_printf(&text, "%s%s%s", where, *where ? ": " : "", d->message ? d->message : "");
    spaces(b, 4);
    text_style(b, o->colour, d->is_error ? STYLE_RED : STYLE_YELLOW,
               d->is_error ? "error   " : "warning ");
    text_wrap(b, text.data, 12, o->width);
    buffer_free(&text);
    if (d->line > 0) {
        struct buffer lines = {0};
        struct location place = {.line = d->line};
        source_excerpt(&lines, o->source_path, &place, 1, o);
        buffer_add(b, lines.data ? lines.data : "", lines.length);
        buffer_free(&lines);
    }
}

static void put_diagnostics(struct buffer *b, const struct terminal_options *o,
                            const struct result *r, bool errors, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < r->diagnostic_count; i++) {
        if (r->diagnostics[i].is_error != errors)
            continue;
        if (++count <= limit)
            put_diagnostic(b, o, &r->diagnostics[i]);
    }
    if (count > limit)
        buffer_printf(b, "    … and %zu more %s%s%s\n", count - limit, errors ? "error" : "warning",
                      plural(count - limit), errors ? "" : " (--show-warnings shows all)");
    if (count)
        buffer_putc(b, '\n');
}

static bool has_diagnostics(const struct result *r, bool errors)
{
    for (size_t i = 0; i < r->diagnostic_count; i++)
        if (r->diagnostics[i].is_error == errors)
            return true;
    return false;
}

static bool build_failed(const struct result *r)
{
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].kind == KIND_BUILD && r->checks[i].status == CHECK_FAILED)
            return true;
    return false;
}

/* A file that does not build: only that is told; the checks that wait behind it are counted. */
static void put_build_failure(struct buffer *b, const struct terminal_options *o,
                              const struct result *r)
{
    size_t waiting = 0;
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        waiting += c->status == CHECK_SKIPPED;
        if (c->status != CHECK_FAILED)
            continue;
        if (c->kind == KIND_BUILD && has_diagnostics(r, true)) {
            put_heading(b, o, STYLE_RED, "✗", c->title, STYLE_BOLD, "");
            buffer_putc(b, '\n');
            put_diagnostics(b, o, r, true, ERRORS_SHOWN);
            put_field(b, o, "Hint",
                      c->hint ? c->hint
                              : "Mend the first error first: the later ones often "
                                "come from it. Then build and grade again.");
            buffer_putc(b, '\n');
        } else {
            put_failed(b, o, r, c);
        }
    }
    if (waiting) {
        buffer_printf(b,
                      "  %zu check%s could not be tried, because there is no program to run.\n\n",
                      waiting, plural(waiting));
    }
}

/* Kinds of fault that stop a program on its way, so that much else cannot come right. */
static bool stops_program(const struct check_result *c)
{
    return c->status == CHECK_FAILED && (c->kind == KIND_DEADLOCK || c->kind == KIND_MEMORY ||
                                         c->kind == KIND_LIMITS || c->kind == KIND_INTEGRITY);
}

/* The fault that stopped the very run in which `c` failed, or NULL. */
static const struct check_result *cause_of(const struct result *r, const struct check_result *c)
{
    for (size_t i = 0; i < r->check_count && !stops_program(c); i++) {
        const struct check_result *x = &r->checks[i];
        if (stops_program(x) && x->case_id && c->case_id && strcmp(x->case_id, c->case_id) == 0 &&
            x->engine && c->engine && strcmp(x->engine, c->engine) == 0)
            return x;
    }
    return NULL;
}

/* Causes first and in full, then what stands for itself, then the consequences, a line each. */
static void put_failures(struct buffer *b, const struct terminal_options *o, const struct result *r)
{
    size_t consequences = 0;
    for (int causes = 1; causes >= 0; causes--)
        for (size_t i = 0; i < r->check_count; i++) {
            const struct check_result *c = &r->checks[i];
            bool first = stops_program(c) || c->max_points <= 0;
            if (c->status == CHECK_FAILED && first == causes && !cause_of(r, c))
                put_failed(b, o, r, c);
        }
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->status != CHECK_FAILED || !cause_of(r, c))
            continue;
        if (consequences++ == 0)
            buffer_puts(b, "  The program was stopped by that before it was done, so these failed "
                           "too. Mend the\n  fault above first, then grade again:\n\n");
        put_failed_heading(b, o, c);
    }
    if (consequences)
        buffer_putc(b, '\n');
}

static void put_others(struct buffer *b, const struct terminal_options *o, const struct result *r)
{
    for (size_t i = 0; i < r->check_count; i++) {
        const struct check_result *c = &r->checks[i];
        if (c->status == CHECK_FAILED)
            continue;
        bool passed = c->status == CHECK_PASSED;
        char right[64] = "";
        if (c->max_points > 0 && c->points < c->max_points)
            snprintf(right, sizeof right, "%s of %s", points_text(c->points),
                     points_text(c->max_points));
        else if (c->max_points > 0)
            snprintf(right, sizeof right, "%s", points_text(c->points));
        put_heading(b, o, passed ? STYLE_GREEN : STYLE_YELLOW, passed ? "✓" : "–", c->title,
                    STYLE_PLAIN, right);
        const char *reason = c->message ? c->message : c->points < c->max_points ? c->hint : NULL;
        if (reason && *reason) {
            spaces(b, 4);
            text_wrap(b, reason, 4, o->width);
        }
    }
    buffer_putc(b, '\n');
}

static void put_hidden_cases(struct buffer *b, const struct terminal_options *o,
                             const struct result *r)
{
    if (r->hidden_case_count == 0)
        return;
    struct buffer text = {0}, failed = {0};
    buffer_printf(&text,
                  "Besides the public cases there %s %zu hidden one%s, with other arguments. ",
                  r->hidden_case_count == 1 ? "is" : "are", r->hidden_case_count,
                  plural(r->hidden_case_count));
    for (size_t i = 0; i < r->check_count; i++)
        if (r->checks[i].status == CHECK_FAILED && r->checks[i].failed_hidden_cases)
            buffer_printf(&failed, "%s%s", failed.length ? ", " : "", r->checks[i].id);
    if (failed.length)
        buffer_printf(&text, "Failed there: %s.", failed.data);
    else if (!build_failed(r))
        buffer_puts(&text, "Nothing failed there.");
    spaces(b, 2);
    text_wrap(b, text.data, 2, o->width);
    buffer_putc(b, '\n');
    buffer_free(&text);
    buffer_free(&failed);
}

/* What to type to see it for oneself. */
static void put_next_step(struct buffer *b, const struct terminal_options *o,
                          const struct result *r)
{
    struct buffer command = {0};
    const char *id = NULL;
    for (size_t i = 0; i < r->check_count && !id; i++)
        if (r->checks[i].status == CHECK_FAILED && !r->checks[i].hidden)
            id = r->checks[i].case_id;
    const struct spec_case *c = public_case(o->spec, id);
    if (!c || c->arg_count > 12)
        return;
    buffer_printf(&command, "  See for yourself:\n    grader run %s ", o->spec->exercise);
    escape_argument(&command, r->submission);
    buffer_puts(&command, c->arg_count ? " --" : "");
    for (size_t i = 0; i < c->arg_count; i++) {
        buffer_putc(&command, ' ');
        escape_argument(&command, c->args[i]);
    }
    buffer_printf(b, "%s\n\n", command.data);
    buffer_free(&command);
}

static void put_verdict(struct buffer *b, const struct terminal_options *o, const struct result *r)
{
    size_t failed = 0;
    for (size_t i = 0; i < r->check_count; i++)
        failed += r->checks[i].status == CHECK_FAILED;
    char text[160];
    if (r->accepted)
        snprintf(text, sizeof text, "ACCEPTED   %s of %s points", points_text(r->score),
                 points_text(r->max_score));
    else
        snprintf(text, sizeof text, "REJECTED   %s of %s points   %zu thing%s to mend",
                 points_text(r->score), points_text(r->max_score), failed, plural(failed));
    buffer_puts(b, "  ");
    text_style(b, o->colour, r->accepted ? STYLE_GREEN : STYLE_RED, text);
    buffer_putc(b, '\n');
}

static void put_error(struct buffer *b, const struct terminal_options *o, const struct result *r)
{
    put_heading(b, o, STYLE_YELLOW, "!", "This could not be graded", STYLE_BOLD, "");
    put_field(b, o, "Reason", r->error);
    put_field(b, o, "Note",
              "The trouble lies with the machine or the grader, not with the "
              "submission: nothing is said of it, and no points are lost.");
}

void terminal_report(struct buffer *out, const struct result *r, const struct terminal_options *o)
{
    put_header(out, o, r);
    if (r->state == RESULT_ERROR) {
        put_error(out, o, r);
        return;
    }
    if (build_failed(r)) {
        put_build_failure(out, o, r);
    } else {
        put_failures(out, o, r);
        put_others(out, o, r);
    }
    if (has_diagnostics(r, false) && (o->warnings || !r->accepted)) {
        buffer_puts(out, "  The compiler also warns:\n");
        put_diagnostics(out, o, r, false, o->warnings ? (size_t)-1 : WARNINGS_SHOWN);
    }
    for (size_t i = 0; i < r->note_count; i++)
        put_field(out, o, "Note", r->notes[i]);
    put_hidden_cases(out, o, r);
    put_next_step(out, o, r);
    put_verdict(out, o, r);
}
