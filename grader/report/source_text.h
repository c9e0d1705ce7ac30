/* The text of a submission, for reports that show its lines. */
#ifndef GRADER_REPORT_SOURCE_TEXT_H
#define GRADER_REPORT_SOURCE_TEXT_H

#include <stddef.h>

/* The file's text (owned, NUL-terminated), or NULL: it may have gone, be too big, or no regular
 * file. */
char *source_text_read(const char *path, size_t *size);

/* Line `line` (from 1) and its length without the newline; "" if there is none. Borrows. */
const char *source_text_line(const char *text, size_t size, int line, size_t *length);

#endif
