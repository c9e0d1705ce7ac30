#include "report/escape.h"

#include <string.h>

size_t utf8_next(const char *text, size_t size, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *u = (const unsigned char *)text;
    if (size == 0)
        return 0;
    size_t length = u[0] < 0x80       ? 1
                    : u[0] >> 5 == 6  ? 2
                    : u[0] >> 4 == 14 ? 3
                    : u[0] >> 3 == 30 ? 4
                                      : 0;
    if (length == 0 || length > size)
        return 0;
    uint32_t c = length == 1 ? u[0] : u[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (u[i] >> 6 != 2)
            return 0;
        c = c << 6 | (u[i] & 0x3f);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *code = c;
    return length;
}

/* Could it change what stands around it, or hide? Controls, directions of writing, separators. */
static bool is_treacherous(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0x061c, 0x061c}, {0x200b, 0x200f},   {0x2028, 0x202e},
        {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static void escape_code(struct buffer *out, uint32_t c)
{
    if (c == '\n')
        buffer_puts(out, "\\n");
    else if (c == '\t')
        buffer_puts(out, "\\t");
    else if (c == '\r')
        buffer_puts(out, "\\r");
    else if (c < 0x80)
        buffer_printf(out, "\\x%02x", c);
    else
        buffer_printf(out, "\\u{%x}", c);
}

void escape_terminal(struct buffer *out, const char *text, size_t size, bool newlines)
{
    for (size_t i = 0; i < size;) {
        uint32_t c;
        size_t length = utf8_next(text + i, size - i, &c);
        if (length == 0)
            buffer_printf(out, "\\x%02x", (unsigned char)text[i]);
        else if (is_treacherous(c) && !(newlines && c == '\n'))
            escape_code(out, c);
        else
            buffer_add(out, text + i, length);
        i += length ? length : 1;
    }
}

#define REPLACEMENT "\xef\xbf\xbd"

void escape_utf8(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint32_t c;
        size_t length = utf8_next(text + i, size - i, &c);
        if (length)
            buffer_add(out, text + i, length);
        else
            buffer_puts(out, REPLACEMENT);
        i += length ? length : 1;
    }
}

static const char *xml_entity(uint32_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    case '\r':
        return "&#13;";
    }
    return NULL;
}

static bool xml_forbids(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xfffe || c == 0xffff;
}

void escape_xml(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint32_t c = 0;
        size_t length = utf8_next(text + i, size - i, &c);
        const char *entity = length ? xml_entity(c) : NULL;
        if (entity)
            buffer_puts(out, entity);
        else if (length == 0 || xml_forbids(c))
            buffer_puts(out, REPLACEMENT);
        else
            buffer_add(out, text + i, length);
        i += length ? length : 1;
    }
}

/* What begins a formula somewhere: also as wide letters, and behind blanks. */
static bool is_formula(const char *text)
{
    static const char *const marks[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t blank = 1; blank;) {
        blank = strspn(text, " \n");
        blank += strncmp(text + blank, "\u00a0", 2) == 0 ? 2 : 0; /* a space without a break */
        text += blank;
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

void escape_csv(struct buffer *out, const char *text, size_t size)
{
    struct buffer visible = {0}, clean = {0};
    escape_terminal(&visible, text, size, true);
    if (visible.data && is_formula(visible.data))
        buffer_putc(&clean, '\'');
    buffer_add(&clean, visible.data ? visible.data : "", visible.length);
    buffer_free(&visible);
    bool quote = clean.length && strpbrk(clean.data, ",\"\n; '") != NULL;
    if (quote)
        buffer_putc(out, '"');
    for (size_t i = 0; i < clean.length; i++) {
        if (clean.data[i] == '"')
            buffer_putc(out, '"');
        buffer_putc(out, clean.data[i]);
    }
    if (quote)
        buffer_putc(out, '"');
    buffer_free(&clean);
}

void escape_argument(struct buffer *out, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%^";
    if (*text && strspn(text, plain) == strlen(text)) {
        buffer_puts(out, text);
        return;
    }
    buffer_putc(out, '\'');
    for (const char *p = text; *p;) {
        size_t run = strcspn(p, "'");
        escape_terminal(out, p, run, false);
        p += run;
        if (*p == '\'') {
            buffer_puts(out, "'\\''");
            p++;
        }
    }
    buffer_putc(out, '\'');
}
