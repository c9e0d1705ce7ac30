#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    char *message = xvasprintf(format, ap);
    va_end(ap);
    free(err->message);
    err->kind = kind;
    err->message = message;
    return -1;
}

int error_errno(struct error *err, const char *format, ...)
{
    int number = errno;
    va_list ap;
    va_start(ap, format);
    char *message = xvasprintf(format, ap);
    va_end(ap);
    error_set(err, ERROR_MACHINE, "%s: %s", message, strerror(number));
    free(message);
    return -1;
}

int error_wrap(struct error *err, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    char *context = xvasprintf(format, ap);
    va_end(ap);
    char *old = err->message;
    err->message = xasprintf("%s: %s", context, old ? old : "unknown error");
    free(old);
    free(context);
    return -1;
}

void error_clear(struct error *err)
{
    free(err->message);
    err->message = NULL;
    err->kind = ERROR_NONE;
}
