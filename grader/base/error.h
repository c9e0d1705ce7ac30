/*
 * Errors are values. A fallible function returns a negative number and fills
 * the `struct error` given as its last argument; callers add context with
 * error_wrap() on the way up; it is printed in one place, by main.
 *
 * The kind is the exit code of the program: a wrong call or spec (2), or
 * trouble of the machine or the grader itself (3). What a *submission* does
 * wrong is never an error: it is a finding in a result.
 */
#ifndef GRADER_BASE_ERROR_H
#define GRADER_BASE_ERROR_H

#include <stdarg.h>

enum error_kind {
    ERROR_NONE = 0,
    ERROR_USAGE = 2,   /* the call or a spec is wrong */
    ERROR_MACHINE = 3, /* the machine or the grader failed; nothing is said of the submission */
};

struct error {
    enum error_kind kind;
    char *message; /* owned; one or more lines without a final newline; NULL when kind is none */
};

#define ERROR_INIT                                                                                 \
    {                                                                                              \
        ERROR_NONE, NULL                                                                           \
    }
#define cleanup_error __attribute__((cleanup(error_clear)))

/* Sets kind and message, frees an older message. Always returns -1. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Like error_set() with ERROR_MACHINE and ": strerror(errno)" added. Always returns -1. */
int error_errno(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the message. Always returns -1. */
int error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees the message and sets kind to none. */
void error_clear(struct error *err);

#endif
