/*
 * err(3), error(3) and their kin: words on stderr, and mostly the end. The C
 * library's own would end the process, not the schedule.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define NO_REASON (-1)

static void complain(const char *format, va_list ap, int reason, uint64_t pc)
{
    stream_step(stderr, "err", pc);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    if (format)
        vfprintf(stderr, format, ap);
    if (reason != NO_REASON)
        fprintf(stderr, "%s%s", format ? ": " : "", strerror(reason));
    fputc('\n', stderr);
}

#define WARNING(name, reason)                                                                      \
    WRAP(void, v##name, (const char *format, va_list ap))                                          \
    {                                                                                              \
        complain(format, ap, reason, RT_PC);                                                       \
    }                                                                                              \
    WRAP(void, name, (const char *format, ...))                                                    \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, format);                                                                      \
        complain(format, ap, reason, RT_PC);                                                       \
        va_end(ap);                                                                                \
    }
#define ENDING(name, reason)                                                                       \
    WRAP(void, v##name, (int status, const char *format, va_list ap))                              \
    {                                                                                              \
        complain(format, ap, reason, RT_PC);                                                       \
        rt_exit(status, RT_PC);                                                                    \
    }                                                                                              \
    WRAP(void, name, (int status, const char *format, ...))                                        \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, format);                                                                      \
        complain(format, ap, reason, RT_PC);                                                       \
        va_end(ap);                                                                                \
        rt_exit(status, RT_PC);                                                                    \
    }
WARNING(warn, errno)
WARNING(warnx, NO_REASON)
ENDING(err, errno)
ENDING(errx, NO_REASON)

WRAP(void, error, (int status, int reason, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    complain(format, ap, reason ? reason : NO_REASON, RT_PC);
    va_end(ap);
    if (status)
        rt_exit(status, RT_PC);
}

WRAP(void, __assert_perror_fail,
     (int reason, const char *file, unsigned line, const char *function))
{
    char text[512];
    snprintf(text, sizeof text, "%s:%u: %s: %s", file, line, function ? function : "?",
             strerror(reason));
    rt_fail(RT_FAILED_ASSERT, text, RT_PC);
}
