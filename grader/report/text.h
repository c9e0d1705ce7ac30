/* Laying out text on a terminal: widths, wrapping, padding, colour. */
#ifndef GRADER_REPORT_TEXT_H
#define GRADER_REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_GREEN, STYLE_YELLOW, STYLE_CYAN };

/* Columns that well-formed UTF-8 text takes. */
size_t text_width(const char *text, size_t size);

/* Adds `text` in a style; plainly if not `colour`. */
void text_style(struct buffer *out, bool colour, enum style style, const char *text);

/* Adds `text` and spaces up to `width` columns. */
void text_pad(struct buffer *out, const char *text, size_t width);

/*
 * Adds escaped, untrusted `text` broken into lines of at most `width` columns.
 * The first line goes on where the buffer stands, at column `indent`; all
 * others start with `indent` spaces. Ends with a newline.
 */
void text_wrap(struct buffer *out, const char *text, size_t indent, size_t width);

/* Adds escaped, untrusted `text` on one line, cut at `width` columns with "…". */
void text_line(struct buffer *out, const char *text, size_t size, size_t width);

#endif
