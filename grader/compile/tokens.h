/* The words, literals and signs of a C source, without blanks and comments. */
#ifndef GRADER_COMPILE_TOKENS_H
#define GRADER_COMPILE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

struct tokens {
    const char *p; /* what is still to be read */
    int line;      /* of p; a \v counts as a newline (a line that a backslash continued) */
};

/* The next token at *token, not NUL-terminated; its length, 0 at the end. */
size_t tokens_next(struct tokens *t, const char **token);

/* Is the token this word? */
bool token_is(const char *token, size_t length, const char *word);

#endif
