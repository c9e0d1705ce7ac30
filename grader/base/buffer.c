#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void buffer_add(struct buffer *b, const void *bytes, size_t length)
{
    if (b->length + length + 1 > b->capacity) {
        b->capacity = (b->length + length + 1) * 2;
        b->data = xrealloc(b->data, b->capacity, 1);
    }
    if (length)
        memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
}

void buffer_puts(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

void buffer_putc(struct buffer *b, char c)
{
    buffer_add(b, &c, 1);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    buffer_vprintf(b, format, ap);
    va_end(ap);
}

void buffer_vprintf(struct buffer *b, const char *format, va_list ap)
{
    char *text = xvasprintf(format, ap);
    buffer_puts(b, text);
    free(text);
}

char *buffer_take(struct buffer *b)
{
    char *text = b->data ? b->data : xstrdup("");
    *b = (struct buffer){0};
    return text;
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}
