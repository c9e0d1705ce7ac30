/*
 * The mistakes of a spec, collected while it is read and told all at once, in
 * the order in which they stand in the files.
 */
#ifndef GRADER_SPEC_MISTAKES_H
#define GRADER_SPEC_MISTAKES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct mistake {
    const char *file; /* not owned */
    int line, column; /* from 1; 0: about the file as a whole */
    char *message;    /* owned */
};

struct mistakes {
    struct mistake *items; /* owned */
    size_t count, capacity;
    size_t left_out; /* beyond the number that anybody would read */
};

#define cleanup_mistakes __attribute__((cleanup(mistakes_free)))

void mistakes_add(struct mistakes *m, const char *file, int line, int column, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));

/* 0 if there are none; else -1 and all of them as ERROR_USAGE, one line each. */
int mistakes_report(struct mistakes *m, struct error *err);

void mistakes_free(struct mistakes *m);

/*
 * Text of a stranger as it may stand in a message: between back quotes, control
 * characters as escapes, cut when long. Owned by the caller.
 */
char *text_quoted(const char *text, size_t size);

/* A byte that may not stand in UTF-8 text of ours: not valid, or a control character. -1: none. */
long text_bad_byte(const char *text, size_t size);

#endif
