/*
 * Bytes of a stranger (output, names, messages) on their way into a report:
 * one function for each format. None of them trusts the bytes to be UTF-8.
 */
#ifndef GRADER_REPORT_ESCAPE_H
#define GRADER_REPORT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/*
 * The length of the well-formed UTF-8 character at `text` (1 to 4), its code
 * point in *code; 0 if there is none (overlong, surrogate, cut off, stray byte).
 */
size_t utf8_next(const char *text, size_t size, uint32_t *code);

/*
 * For a terminal: control characters, C1 controls, characters that change the
 * direction of writing and invalid bytes become visible (\x1b, \u{202e}).
 * Newlines stay if `newlines`; else they become \n.
 */
void escape_terminal(struct buffer *out, const char *text, size_t size, bool newlines);

/* Valid UTF-8: invalid bytes become U+FFFD. For JSON, whose writer escapes the rest. */
void escape_utf8(struct buffer *out, const char *text, size_t size);

/* XML 1.0 text or attribute value: markup escaped; characters XML forbids become U+FFFD. */
void escape_xml(struct buffer *out, const char *text, size_t size);

/*
 * One CSV field (RFC 4180), quoted where needed; controls but newlines become visible. A
 * text that a spreadsheet would take for a formula (= + - @ first) gets an apostrophe before it.
 */
void escape_csv(struct buffer *out, const char *text, size_t size);

/* Markdown text on one line: all punctuation is escaped, controls are made visible. */
void escape_markdown(struct buffer *out, const char *text, size_t size);

/* An argument as it would be typed in a shell, for a terminal. */
void escape_argument(struct buffer *out, const char *text);

#endif
