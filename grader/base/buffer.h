/* A growing string of bytes, always followed by a NUL. Zero-initialise it: {0}. */
#ifndef GRADER_BASE_BUFFER_H
#define GRADER_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

struct buffer {
    char *data; /* owned; NULL until the first byte; NUL-terminated afterwards */
    size_t length;
    size_t capacity;
};

#define cleanup_buffer __attribute__((cleanup(buffer_free)))

void buffer_add(struct buffer *b, const void *bytes, size_t length);
void buffer_puts(struct buffer *b, const char *text);
void buffer_putc(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *b, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* The text as an owned string (never NULL); the buffer is empty afterwards. */
char *buffer_take(struct buffer *b);

void buffer_free(struct buffer *b);

#endif
