/* The student's own lines beside what is said of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"
#include "report/report.h"
#include "report/source_text.h"
#include "report/text.h"

#define CONTEXT   1
#define MOST_ROWS 16

char *source_text_read(const char *path, size_t *size)
{
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SOURCE_LIMIT_BYTES)
        return NULL;
    char *text = xmalloc((size_t)st.st_size + 1);
    ssize_t length = read(fd, text, (size_t)st.st_size);
    if (length < 0) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    *size = (size_t)length;
    return text;
}

const char *source_text_line(const char *text, size_t size, int line, size_t *length)
{
    *length = 0;
    for (const char *p = text, *end = text + size; text && line > 0 && p < end; line--) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        if (line == 1) {
            *length = (size_t)((newline ? newline : end) - p);
            return p;
        }
        p = newline ? newline + 1 : end;
    }
    return "";
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* 2: a location names the line; 1: it stands beside one; 0: neither. */
static int relevance(int line, const char *name, const struct location *locations, size_t count)
{
    int best = 0;
    for (size_t i = 0; i < count; i++) {
        const struct location *l = &locations[i];
        if (l->line <= 0 || (l->file && strcmp(l->file, name) != 0))
            continue;
        if (l->line == line)
            return 2;
        if (abs(l->line - line) <= CONTEXT)
            best = 1;
    }
    return best;
}

/* Tabs become spaces, so that the line keeps its shape. */
static void put_code(struct buffer *out, const char *line, size_t size, size_t width)
{
    struct buffer plain = {0};
    for (size_t i = 0; i < size; i++)
        if (line[i] == '\t')
            do
                buffer_putc(&plain, ' ');
            while (plain.length % 4);
        else
            buffer_putc(&plain, line[i]);
    text_line(out, plain.data ? plain.data : "", plain.length, width);
    buffer_free(&plain);
}

static void put_row(struct buffer *out, const struct terminal_options *o, int number, bool marked,
                    const char *line, size_t size)
{
    char gutter[48];
    snprintf(gutter, sizeof gutter, "  %c %5d │ ", marked ? '>' : ' ', number);
    struct buffer code = {0};
    put_code(&code, line, size, o->width - 12);
    text_style(out, o->colour, marked ? STYLE_RED : STYLE_DIM, gutter);
    text_style(out, o->colour, marked ? STYLE_BOLD : STYLE_DIM, code.data ? code.data : "");
    buffer_putc(out, '\n');
    buffer_free(&code);
}

void source_excerpt(struct buffer *out, const char *path, const struct location *locations,
                    size_t count, const struct terminal_options *o)
{
    size_t size = 0;
    cleanup_free char *text = path && count ? source_text_read(path, &size) : NULL;
    if (!text)
        return;
    int number = 1, last = 0, rows = 0;
    for (const char *line = text, *end = text + size; line < end && rows < MOST_ROWS; number++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline ? newline : end) - line);
        int how = relevance(number, base_name(path), locations, count);
        bool blank = strspn(line, " \t\r") >= length;
        if (how == 2 || (how == 1 && !blank)) {
            if (last && number > last + 2)
                text_style(out, o->colour, STYLE_DIM, "          ⋮\n");
            put_row(out, o, number, how == 2, line, length);
            last = number;
            rows++;
        }
        line += length + 1;
    }
}
