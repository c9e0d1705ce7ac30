/*
 * Functions of string.h and stdlib.h that read or write the memory of the
 * student's program: the compiler puts no hooks into the C library, so they
 * are told here.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define READS(p, n)   race_range(p, n, false, RT_PC)
#define WRITES(p, n)  race_range(p, n, true, RT_PC)
#define READS_TEXT(p) race_range(p, strlen(p) + 1, false, RT_PC)

WRAP(void *, memcpy, (void *to, const void *from, size_t n))
{
    READS(from, n);
    WRITES(to, n);
    return memcpy(to, from, n);
}

WRAP(void *, mempcpy, (void *to, const void *from, size_t n))
{
    READS(from, n);
    WRITES(to, n);
    return mempcpy(to, from, n);
}

WRAP(void *, memmove, (void *to, const void *from, size_t n))
{
    READS(from, n);
    WRITES(to, n);
    return memmove(to, from, n);
}

WRAP(void *, memset, (void *to, int c, size_t n))
{
    WRITES(to, n);
    return memset(to, c, n);
}

WRAP(void, bzero, (void *to, size_t n))
{
    WRITES(to, n);
    memset(to, 0, n);
}

WRAP(int, memcmp, (const void *a, const void *b, size_t n))
{
    READS(a, n);
    READS(b, n);
    return memcmp(a, b, n);
}

WRAP(void *, memchr, (const void *p, int c, size_t n))
{
    READS(p, n);
    return (void *)memchr(p, c, n);
}

WRAP(size_t, strlen, (const char *p))
{
    READS_TEXT(p);
    return strlen(p);
}

WRAP(size_t, strnlen, (const char *p, size_t n))
{
    READS(p, strnlen(p, n));
    return strnlen(p, n);
}

WRAP(char *, strcpy, (char *to, const char *from))
{
    READS_TEXT(from);
    WRITES(to, strlen(from) + 1);
    return strcpy(to, from);
}

WRAP(char *, stpcpy, (char *to, const char *from))
{
    READS_TEXT(from);
    WRITES(to, strlen(from) + 1);
    return stpcpy(to, from);
}

WRAP(char *, strncpy, (char *to, const char *from, size_t n))
{
    READS(from, strnlen(from, n));
    WRITES(to, n);
    return strncpy(to, from, n);
}

WRAP(char *, stpncpy, (char *to, const char *from, size_t n))
{
    READS(from, strnlen(from, n));
    WRITES(to, n);
    return stpncpy(to, from, n);
}

WRAP(char *, strcat, (char *to, const char *from))
{
    READS_TEXT(from);
    READS_TEXT(to);
    WRITES(to + strlen(to), strlen(from) + 1);
    return strcat(to, from);
}

WRAP(char *, strncat, (char *to, const char *from, size_t n))
{
    READS(from, strnlen(from, n));
    READS_TEXT(to);
    WRITES(to + strlen(to), strnlen(from, n) + 1);
    return strncat(to, from, n);
}

WRAP(int, strcmp, (const char *a, const char *b))
{
    READS_TEXT(a);
    READS_TEXT(b);
    return strcmp(a, b);
}

WRAP(int, strncmp, (const char *a, const char *b, size_t n))
{
    READS(a, strnlen(a, n));
    READS(b, strnlen(b, n));
    return strncmp(a, b, n);
}

WRAP(int, strcasecmp, (const char *a, const char *b))
{
    READS_TEXT(a);
    READS_TEXT(b);
    return strcasecmp(a, b);
}

WRAP(int, strncasecmp, (const char *a, const char *b, size_t n))
{
    READS(a, strnlen(a, n));
    READS(b, strnlen(b, n));
    return strncasecmp(a, b, n);
}

WRAP(char *, strchr, (const char *p, int c))
{
    READS_TEXT(p);
    return (char *)strchr(p, c);
}

WRAP(char *, strrchr, (const char *p, int c))
{
    READS_TEXT(p);
    return (char *)strrchr(p, c);
}

WRAP(char *, strstr, (const char *p, const char *what))
{
    READS_TEXT(p);
    READS_TEXT(what);
    return (char *)strstr(p, what);
}

WRAP(char *, strpbrk, (const char *p, const char *what))
{
    READS_TEXT(p);
    return (char *)strpbrk(p, what);
}

WRAP(size_t, strspn, (const char *p, const char *what))
{
    READS_TEXT(p);
    return strspn(p, what);
}

WRAP(size_t, strcspn, (const char *p, const char *what))
{
    READS_TEXT(p);
    return strcspn(p, what);
}

WRAP(char *, strdup, (const char *p))
{
    READS_TEXT(p);
    return strdup(p);
}

WRAP(char *, strndup, (const char *p, size_t n))
{
    READS(p, strnlen(p, n));
    return strndup(p, n);
}

static char strtok_place[8]; /* stands for what strtok() keeps between its calls */

WRAP(char *, strtok, (char *p, const char *separators))
{
    WRITES(strtok_place, 8);
    if (p)
        READS_TEXT(p);
    char *token = strtok(p, separators);
    if (token)
        WRITES(token + strlen(token), 1);
    return token;
}

WRAP(char *, strtok_r, (char *p, const char *separators, char **save))
{
    WRITES(save, sizeof *save);
    if (p)
        READS_TEXT(p);
    char *token = strtok_r(p, separators, save);
    if (token)
        WRITES(token + strlen(token), 1);
    return token;
}

WRAP(char *, strsep, (char **p, const char *separators))
{
    WRITES(p, sizeof *p);
    return strsep(p, separators);
}

WRAP(int, atoi, (const char *p))
{
    READS_TEXT(p);
    return atoi(p);
}

WRAP(long, atol, (const char *p))
{
    READS_TEXT(p);
    return atol(p);
}

WRAP(long long, atoll, (const char *p))
{
    READS_TEXT(p);
    return atoll(p);
}

WRAP(double, atof, (const char *p))
{
    READS_TEXT(p);
    return atof(p);
}

#define STRTO(type, name)                                                                          \
    STRTO_AS(type, name, name)                                                                     \
    STRTO_AS(type, __isoc23_##name, name)
#define STRTO_AS(type, wrapped, name)                                                              \
    WRAP(type, wrapped, (const char *p, char **end, int base))                                     \
    {                                                                                              \
        READS_TEXT(p);                                                                             \
        if (end)                                                                                   \
            WRITES(end, sizeof *end);                                                              \
        return name(p, end, base);                                                                 \
    }
STRTO(long, strtol)
STRTO(long long, strtoll)
STRTO(unsigned long, strtoul)
STRTO(unsigned long long, strtoull)

/* ---- formats */

/* Skips flags, width and precision; *size is the length modifier: 0, 'l', 'L' (ll, j, z, t), 'D'.
 */
static const char *skip_modifiers(const char *p, va_list *ap, int *precision, char *size)
{
    *precision = -1;
    *size = 0;
    p += strspn(p, "-+ #0'");
    if (*p == '*') {
        (void)va_arg(*ap, int);
        p++;
    }
    p += strspn(p, "0123456789");
    if (*p == '.') {
        p++;
        *precision = *p == '*' ? va_arg(*ap, int) : (int)strtol(p, NULL, 10);
        p += *p == '*';
        p += strspn(p, "0123456789");
    }
    for (; *p && strchr("hlLqjzt", *p); p++)
        *size = *p == 'h' ? 0 : *p == 'L' ? 'D' : *p == 'l' && *size != 'l' ? 'l' : 'L';
    return p;
}

/* The strings that a format reads (%s), and the int of %n, are accesses like any other. */
void strings_check_format(const char *format, va_list original, uint64_t pc)
{
    va_list ap;
    if (!rt_on() || RT->task_count == 1)
        return;
    race_range(format, strlen(format), false, pc);
    va_copy(ap, original);
    for (const char *p = format; (p = strchr(p, '%'));) {
        int precision;
        char size;
        p = skip_modifiers(p + 1, &ap, &precision, &size);
        switch (*p) {
        case 's': {
            const char *text = va_arg(ap, const char *);
            if (text && size != 'l')
                race_range(text,
                           precision >= 0 ? strnlen(text, (size_t)precision) : strlen(text) + 1,
                           false, pc);
            break;
        }
        case 'a':
        case 'e':
        case 'f':
        case 'g':
        case 'A':
        case 'E':
        case 'F':
        case 'G':
            if (size == 'D')
                (void)va_arg(ap, long double);
            else
                (void)va_arg(ap, double);
            break;
        case 'n':
            race_range(va_arg(ap, int *), sizeof(int), true, pc);
            break;
        case 'p':
            (void)va_arg(ap, void *);
            break;
        case '%':
        case 'm':
        case '\0':
            break;
        default:
            if (size)
                (void)va_arg(ap, long);
            else
                (void)va_arg(ap, int);
        }
        if (*p)
            p++;
    }
    va_end(ap);
}

static int print_text(char *to, size_t room, const char *format, va_list ap, uint64_t pc)
{
    strings_check_format(format, ap, pc);
    int n = vsnprintf(to, room, format, ap);
    if (n >= 0 && room)
        race_range(to, (size_t)n < room ? (size_t)n + 1 : room, true, pc);
    return n;
}

WRAP(int, vsnprintf, (char *to, size_t room, const char *format, va_list ap))
{
    return print_text(to, room, format, ap, RT_PC);
}

WRAP(int, vsprintf, (char *to, const char *format, va_list ap))
{
    return print_text(to, 1u << 30, format, ap, RT_PC);
}

WRAP(int, snprintf, (char *to, size_t room, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    int n = print_text(to, room, format, ap, RT_PC);
    va_end(ap);
    return n;
}

WRAP(int, sprintf, (char *to, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    int n = print_text(to, 1u << 30, format, ap, RT_PC);
    va_end(ap);
    return n;
}

WRAP(int, vasprintf, (char **out, const char *format, va_list ap))
{
    strings_check_format(format, ap, RT_PC);
    return vasprintf(out, format, ap);
}

WRAP(int, asprintf, (char **out, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    strings_check_format(format, ap, RT_PC);
    int n = vasprintf(out, format, ap);
    va_end(ap);
    return n;
}
