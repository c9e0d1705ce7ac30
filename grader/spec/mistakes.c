#include "spec/mistakes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { MISTAKES_SHOWN = 100, QUOTED_BYTES = 60 };

void mistakes_add(struct mistakes *m, const char *file, int line, int column, const char *format,
                  ...)
{
    if (m->count == MISTAKES_SHOWN) {
        m->left_out++;
        return;
    }
    struct mistake *mistake = GROW(m->items, m->count, m->capacity);
    va_list ap;
    va_start(ap, format);
    mistake->message = xvasprintf(format, ap);
    va_end(ap);
    mistake->file = file;
    mistake->line = line;
    mistake->column = column;
}

/* By place; mistakes of one place stay in the order in which they were found. */
static int compare_places(const void *a, const void *b)
{
    const struct mistake *x = a, *y = b;
    int files = strcmp(x->file, y->file);
    if (files)
        return files;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return 0;
}

/* qsort() promises no order of equals: an insertion sort does, and there are few. */
static void sort_mistakes(struct mistakes *m)
{
    for (size_t i = 1; i < m->count; i++)
        for (size_t k = i; k > 0 && compare_places(&m->items[k - 1], &m->items[k]) > 0; k--) {
            struct mistake swap = m->items[k];
            m->items[k] = m->items[k - 1];
            m->items[k - 1] = swap;
        }
}

int mistakes_report(struct mistakes *m, struct error *err)
{
    if (!m->count)
        return 0;
    sort_mistakes(m);
    cleanup_buffer struct buffer text = {0};
    for (size_t i = 0; i < m->count; i++) {
        const struct mistake *mistake = &m->items[i];
        if (i)
            buffer_putc(&text, '\n');
        buffer_puts(&text, mistake->file);
        if (mistake->line)
            buffer_printf(&text, ":%d:%d", mistake->line, mistake->column);
        buffer_printf(&text, ": %s", mistake->message);
    }
    if (m->left_out)
        buffer_printf(&text, "\n%s: and %zu more mistakes", m->items[0].file, m->left_out);
    return error_set(err, ERROR_USAGE, "%s", text.data);
}

void mistakes_free(struct mistakes *m)
{
    for (size_t i = 0; i < m->count; i++)
        free(m->items[i].message);
    free(m->items);
    *m = (struct mistakes){0};
}

char *text_quoted(const char *text, size_t size)
{
    struct buffer out = {0};
    buffer_putc(&out, '`');
    size_t i = 0;
    for (; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        /* Never cut inside a character of several bytes. */
        if (i >= QUOTED_BYTES && (c & 0xC0) != 0x80)
            break;
        if (c == '\n')
            buffer_puts(&out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buffer_printf(&out, "\\x%02x", c);
        else
            buffer_putc(&out, (char)c);
    }
    buffer_puts(&out, i < size ? "…`" : "`");
    return buffer_take(&out);
}

/* Length of the character at `s`, 0 if it is not valid UTF-8. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    static const struct {
        unsigned char mask, lead;
        size_t length;
        unsigned lowest;
    } forms[] = {{0x80, 0x00, 1, 0},
                 {0xE0, 0xC0, 2, 0x80},
                 {0xF0, 0xE0, 3, 0x800},
                 {0xF8, 0xF0, 4, 0x10000}};
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if ((s[0] & forms[f].mask) != forms[f].lead)
            continue;
        if (forms[f].length > left)
            return 0;
        unsigned code = s[0] & (unsigned char)~forms[f].mask;
        for (size_t i = 1; i < forms[f].length; i++) {
            if ((s[i] & 0xC0) != 0x80)
                return 0;
            code = code << 6 | (s[i] & 0x3F);
        }
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        return code < forms[f].lowest || code > 0x10FFFF || surrogate ? 0 : forms[f].length;
    }
    return 0;
}

long text_bad_byte(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < size;) {
        size_t length = utf8_length(s + i, size - i);
        bool control = (s[i] < 0x20 && !strchr("\t\n\r", s[i])) || s[i] == 0 || s[i] == 0x7F;
        if (!length || control)
            return (long)i;
        i += length;
    }
    return -1;
}
