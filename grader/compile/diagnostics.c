#include "compile/diagnostics.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

#define DIAGNOSTIC_LIMIT  100 /* more than a student can use; the log has them all */
#define SOURCE_LINE_LIMIT 200 /* bytes; a hostile line may be a megabyte */
#define MESSAGE_LIMIT     1000

/* Inside the sandbox the source is compiled here; the linker prints it before the name. */
static const char inside_directory[] = "/workdir/";
static const char temporary_directory[] = "/tmp/";

static const struct severity {
    const char *text;
    bool is_error;
} severities[] = {
    {"fatal error: ", true}, {"error: ", true},    {"warning: ", false},
    {"Error: ", true},       {"Warning: ", false}, /* the assembler's */
};

/* What linkers say without naming a severity. */
static const char *const linker_complaints[] = {"undefined reference to", "multiple definition of"};

static char *bounded(const char *text, size_t length, size_t limit)
{
    return xstrndup(text, length < limit ? length : limit);
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* How long the name of a temporary file ("ccXy12Zq.o") is, up to its dot; 0: none stands here. */
static size_t temporary_length(const char *text)
{
    size_t length =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    return text[length] == '.' ? length : 0;
}

char *diagnostics_clean_log(const char *output, size_t size, bool cut, const char *name)
{
    cleanup_free char *text = xmalloc(size + 1);
    struct buffer log = {0};
    int stem = (int)(strlen(name) - 2); /* without ".c" */
    for (size_t i = 0; i < size; i++)
        text[i] = output[i] ? output[i] : '?';
    text[size] = '\0';
    for (const char *p = text; *p;) {
        size_t length = starts_with(p, temporary_directory)
                            ? temporary_length(p + sizeof temporary_directory - 1)
                            : 0;
        if (length) {
            buffer_printf(&log, "%.*s", stem, name);
            p += sizeof temporary_directory - 1 + length;
        } else if (starts_with(p, inside_directory)) {
            p += sizeof inside_directory - 1;
        } else {
            buffer_putc(&log, *p++);
        }
    }
    if (cut)
        buffer_puts(&log, "\n(the compiler said more; the rest is left out)\n");
    return buffer_take(&log);
}

/* The line of that number of the text (its beginning, if it is long); owned; NULL if there is none.
 */
static char *line_of(const char *text, int number)
{
    for (int i = 1; text && i < number; i++) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    if (!text || number <= 0)
        return NULL;
    size_t length = strcspn(text, "\r\n");
    return bounded(text, length, SOURCE_LINE_LIMIT);
}

/* "missing" of "undefined reference to `missing'"; owned; NULL if the message is another. */
static char *undefined_name(const char *message)
{
    const char *found = strstr(message, linker_complaints[0]);
    if (!found)
        return NULL;
    found += strlen(linker_complaints[0]);
    found += strspn(found, " `'\"");
    return bounded(found, strcspn(found, "'\"`"), MESSAGE_LIMIT);
}

/* The message with what a beginner needs to know beside it. */
static char *explained(const char *message)
{
    cleanup_free char *name = undefined_name(message);
    if (name && strcmp(name, "main") == 0)
        return xstrdup("there is no function main, and a C program starts there "
                       "(undefined reference to 'main')");
    if (name)
        return xasprintf("undefined reference to '%s': it is used here, but it is defined nowhere "
                         "(is the name spelt right, is the function still to be written?)",
                         name);
    return xstrndup(message, MESSAGE_LIMIT);
}

static bool is_known(const struct build *build, const struct diagnostic *d)
{
    for (size_t i = 0; i < build->diagnostic_count; i++) {
        const struct diagnostic *other = &build->diagnostics[i];
        if (other->line == d->line && other->column == d->column &&
            strcmp(other->message, d->message) == 0)
            return true;
    }
    return false;
}

static void add(struct build *build, struct diagnostic d)
{
    /* A flood of warnings never keeps an error out. */
    size_t limit = d.is_error ? 2 * DIAGNOSTIC_LIMIT : DIAGNOSTIC_LIMIT;
    if (build->diagnostic_count < limit && !is_known(build, &d)) {
        *GROW(build->diagnostics, build->diagnostic_count, build->diagnostic_capacity) = d;
        return;
    }
    free(d.message);
    free(d.source_line);
}

void diagnostics_add(struct build *build, bool is_error, const char *message)
{
    add(build, (struct diagnostic){.is_error = is_error, .message = xstrdup(message)});
}

/* A number and the colon behind it; 0 when there is none. */
static int take_number(const char **p)
{
    int number = 0;
    const char *q = *p;
    for (; *q >= '0' && *q <= '9'; q++)
        number = number < 100000000 ? number * 10 + (*q - '0') : number;
    if (q == *p || *q != ':')
        return 0;
    *p = q + 1;
    return number;
}

static bool is_linker_complaint(const char *message)
{
    for (size_t i = 0; i < sizeof linker_complaints / sizeof *linker_complaints; i++)
        if (strstr(message, linker_complaints[i]))
            return true;
    return false;
}

/* The text behind "error: " and the like; NULL: no diagnostic (a note, say). */
static const char *take_severity(const char *p, bool *is_error)
{
    p += strspn(p, " ");
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (starts_with(p, severities[i].text)) {
            *is_error = severities[i].is_error;
            return p + strlen(severities[i].text);
        }
    *is_error = true;
    return is_linker_complaint(p) ? p : NULL;
}

static void parse_own_line(const char *rest, const char *text, struct build *build)
{
    struct diagnostic d = {.line = take_number(&rest)};
    d.column = take_number(&rest);
    const char *message = take_severity(rest, &d.is_error);
    if (d.line == 0 || !message)
        return;
    d.message = explained(message);
    d.source_line = line_of(text, d.line);
    add(build, d);
}

/* An error in a header, or from the linker without a line. */
static void parse_foreign_line(const char *line, struct build *build)
{
    cleanup_free char *name = undefined_name(line);
    bool is_error = strstr(line, ": error: ") || strstr(line, ": fatal error: ");
    if (!name && (!is_error || *line != '/'))
        return;
    cleanup_free char *message = explained(line);
    diagnostics_add(build, true, message);
}

/* What stands before the student's file name when bfd's linker speaks of it. */
static const char *behind_linker(const char *line)
{
    const char *colon = starts_with(line, "/usr/bin/ld") ? strstr(line, ": ") : NULL;
    return colon ? colon + 2 : line;
}

void diagnostics_parse(const char *log, const char *name, const char *text, struct build *build)
{
    cleanup_free char *copy = xstrdup(log);
    size_t length = strlen(name);
    char *save = NULL;
    for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        const char *start = behind_linker(line);
        if (strncmp(start, name, length) == 0 && start[length] == ':')
            parse_own_line(start + length + 1, text, build);
        else if (*start != ' ')
            parse_foreign_line(start, build);
    }
}

bool diagnostics_has_error(const struct build *build, bool own_line)
{
    for (size_t i = 0; i < build->diagnostic_count; i++)
        if (build->diagnostics[i].is_error && (!own_line || build->diagnostics[i].line > 0))
            return true;
    return false;
}

char *diagnostics_telling_line(const char *log)
{
    const char *found = strstr(log, "rror: ");
    const char *start = found ? found : log + strspn(log, "\n");
    while (start > log && start[-1] != '\n')
        start--;
    return bounded(start, strcspn(start, "\n"), MESSAGE_LIMIT);
}
