/* What a compiler or linker said, cleaned and taken apart. */
#ifndef GRADER_COMPILE_DIAGNOSTICS_H
#define GRADER_COMPILE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "compile/compile.h"

/* The output without names of the sandbox and of temporary files; owned. */
char *diagnostics_clean_log(const char *output, size_t size, bool cut, const char *name);

/*
 * Errors and warnings in gcc's and clang's text form ("NAME:LINE:COLUMN: error:
 * …"), and what GNU's linkers and assembler say, become build->diagnostics.
 * `name` is the source's own name, `text` its content.
 */
void diagnostics_parse(const char *log, const char *name, const char *text, struct build *build);

/* Adds one that belongs to no line (line 0). */
void diagnostics_add(struct build *build, bool is_error, const char *message);

/* Is there an error, and one in a line of the student's own file? */
bool diagnostics_has_error(const struct build *build, bool own_line);

/* The first line of the log that sounds like the cause; "" if the log is empty. Owned. */
char *diagnostics_telling_line(const char *log);

#endif
