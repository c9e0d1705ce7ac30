/*
 * The part of integrity that leaves no trace in the executable: inline
 * assembly, and tokens by which a source escapes what the compiler is told.
 */
#ifndef GRADER_ENGINE_INTEGRITY_TEXT_H
#define GRADER_ENGINE_INTEGRITY_TEXT_H

/*
 * Both return a paragraph for the student, owned by the caller, or NULL where
 * nothing was found. `source_name` is the file's name in messages.
 */

/* `listing`: the assembler's (compile.h); changed while it is read. */
char *integrity_check_listing(char *listing, const char *source_name);

/* `text`: the source. */
char *integrity_check_tokens(const char *text, const char *source_name);

#endif
