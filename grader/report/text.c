#include "report/text.h"

#include <string.h>
#include <wchar.h>

#include "report/escape.h"

#define NARROWEST 12 /* columns that a wrapped text gets at least */

size_t text_width(const char *text, size_t size)
{
    size_t width = 0;
    for (size_t i = 0; i < size;) {
        uint32_t c = 0;
        size_t length = utf8_next(text + i, size - i, &c);
        int columns = length ? wcwidth((wchar_t)c) : 1;
        width += columns >= 0 ? (size_t)columns : 1; /* unknown to the locale: one column */
        i += length ? length : 1;
    }
    return width;
}

void text_style(struct buffer *out, bool colour, enum style style, const char *text)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "0",  [STYLE_BOLD] = "1",    [STYLE_DIM] = "2",   [STYLE_RED] = "1;31",
        [STYLE_GREEN] = "32", [STYLE_YELLOW] = "33", [STYLE_CYAN] = "36",
    };
    if (colour && style != STYLE_PLAIN)
        buffer_printf(out, "\033[%sm%s\033[0m", codes[style], text);
    else
        buffer_puts(out, text);
}

void text_pad(struct buffer *out, const char *text, size_t width)
{
    buffer_puts(out, text);
    for (size_t used = text_width(text, strlen(text)); used < width; used++)
        buffer_putc(out, ' ');
}

/* The most bytes of a word that fit into `room` columns; at least one character. */
static size_t fitting(const char *word, size_t size, size_t room)
{
    size_t end = 0, width = 0;
    while (end < size) {
        uint32_t c = 0;
        size_t length = utf8_next(word + end, size - end, &c);
        length = length ? length : 1;
        width += text_width(word + end, length);
        if (width > room && end > 0)
            break;
        end += length;
    }
    return end;
}

struct wrapping {
    struct buffer *out;
    size_t indent, room, column;
};

static void break_line(struct wrapping *w)
{
    buffer_putc(w->out, '\n');
    for (size_t i = 0; i < w->indent; i++)
        buffer_putc(w->out, ' ');
    w->column = 0;
}

static void put_word(struct wrapping *w, const char *word, size_t size, size_t spaces)
{
    size_t width = text_width(word, size);
    if (w->column > 0 && w->column + spaces + width > w->room) {
        break_line(w);
        spaces = 0;
    }
    for (size_t i = 0; i < spaces; i++)
        buffer_putc(w->out, ' ');
    w->column += spaces;
    while (w->column + text_width(word, size) > w->room) {
        size_t part = fitting(word, size, w->room - w->column);
        buffer_add(w->out, word, part);
        word += part;
        size -= part;
        if (size == 0)
            return;
        break_line(w);
    }
    buffer_add(w->out, word, size);
    w->column += text_width(word, size);
}

static void wrap_line(struct wrapping *w, const char *line, size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t spaces = 0, end;
        while (i < size && line[i] == ' ') {
            spaces++;
            i++;
        }
        for (end = i; end < size && line[end] != ' ';)
            end++;
        if (spaces > w->room / 2)
            spaces = 1;
        if (end > i)
            put_word(w, line + i, end - i, spaces);
        i = end;
    }
}

void text_wrap(struct buffer *out, const char *text, size_t indent, size_t width)
{
    struct buffer clean = {0};
    size_t size = strlen(text);
    while (size && text[size - 1] == '\n')
        size--;
    escape_terminal(&clean, text, size, true);
    struct wrapping w = {out, indent, width > indent + NARROWEST ? width - indent : NARROWEST, 0};
    const char *line = clean.data ? clean.data : "";
    for (;;) {
        size_t length = strcspn(line, "\n");
        wrap_line(&w, line, length);
        if (!line[length])
            break;
        line += length + 1;
        break_line(&w);
    }
    buffer_putc(out, '\n');
    buffer_free(&clean);
}

void text_line(struct buffer *out, const char *text, size_t size, size_t width)
{
    struct buffer clean = {0};
    escape_terminal(&clean, text, size, false);
    if (clean.length && text_width(clean.data, clean.length) > width) {
        buffer_add(out, clean.data, fitting(clean.data, clean.length, width > 1 ? width - 1 : 1));
        buffer_puts(out, "…");
    } else {
        buffer_add(out, clean.data, clean.length);
    }
    buffer_free(&clean);
}
