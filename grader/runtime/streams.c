/*
 * The C library's streams. They work as they are, but for the lowest layer:
 * stdout, stderr and every opened file are streams with write functions of our
 * own (fopencookie(3)), so that each byte is seen with its task and time, in
 * the pieces in which the C library would hand it to the kernel. Each call is
 * one visible step, for which the stream's lock must be free.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

static char out_buffer[4096];

static ssize_t write_out(void *cookie, const char *bytes, size_t size)
{
    (void)cookie;
    log_output(RT_LINE_OUT, bytes, size, RT->current->pc);
    return (ssize_t)size;
}

static ssize_t write_err(void *cookie, const char *bytes, size_t size)
{
    (void)cookie;
    log_output(RT_ERR_OUT, bytes, size, RT->current->pc);
    return (ssize_t)size;
}

void streams_init(void)
{
    stdout = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_out});
    stderr = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_err});
    if (!stdout || !stderr)
        rt_die("streams cannot be made");
    setvbuf(stdout, out_buffer, _IOLBF, sizeof out_buffer);
    setvbuf(stderr, NULL, _IONBF, 0);
}

/* ---- the lock of a stream */

static bool is_mine_or_free(const struct rt_task *task)
{
    const struct rt_sync *s = task->operand;
    return s->owner < 0 || s->owner == (int32_t)task->number;
}

/*
 * Calls that take the stream's lock keep out of each other's way: to the race
 * detector they are reads of the stream. One that takes no lock (putc_unlocked)
 * is a write, unless its task has the lock by flockfile().
 */
static void note_access(FILE *stream, const char *name, const struct rt_sync *s, uint64_t pc)
{
    bool locks = !strstr(name, "_unlocked") || s->owner == (int32_t)RT->current->number;
    race_range(stream, 1, !locks, pc);
}

void stream_step(FILE *stream, const char *name, uint64_t pc)
{
    if (!rt_on())
        return;
    struct rt_sync *s = sync_at(stream); /* somebody may lock it for the first time meanwhile */
    note_access(stream, name, s, pc);
    rt_arrive_when(RT_STDIO, (uint64_t)stream, true, pc, is_mine_or_free, s, RT_FOREVER);
    log_step_text(RT_STDIO, (uint64_t)stream, name, strlen(name), pc);
    rt_progressed();
}

/* The step of a call that gives text to the stream. */
static void put_step(FILE *stream, const char *name, uint64_t pc)
{
    stream_step(stream, name, pc);
    file_put(stream, pc);
}

WRAP(void, flockfile, (FILE * stream))
{
    struct rt_sync *s = sync_at(stream);
    rt_arrive_when(RT_LOCK_STREAM, s->key, true, RT_PC, is_mine_or_free, s, RT_FOREVER);
    log_step(RT_LOCK_STREAM, s->key, RT_PC);
    s->owner = (int32_t)RT->current->number;
    s->depth++;
    clock_acquire(s->released);
    rt_progressed();
}

WRAP(int, ftrylockfile, (FILE * stream))
{
    struct rt_sync *s = sync_at(stream);
    rt_arrive(RT_TRYLOCK, s->key, true, RT_PC);
    if (s->owner >= 0 && s->owner != (int32_t)RT->current->number) {
        rt_read_again(RT_PC, s->key, (uint64_t)s->owner);
        return -1;
    }
    s->owner = (int32_t)RT->current->number;
    s->depth++;
    clock_acquire(s->released);
    rt_progressed();
    return 0;
}

WRAP(void, funlockfile, (FILE * stream))
{
    struct rt_sync *s = sync_at(stream);
    if (s->depth && --s->depth)
        return;
    log_step(RT_UNLOCK_STREAM, s->key, RT_PC);
    clock_release(&s->released);
    s->owner = -1;
}

/* ---- output */

static int print_to(FILE *stream, const char *name, const char *format, va_list ap, uint64_t pc)
{
    strings_check_format(format, ap, pc);
    put_step(stream, name, pc);
    return vfprintf(stream, format, ap);
}

WRAP(int, vfprintf, (FILE * stream, const char *format, va_list ap))
{
    return print_to(stream, "fprintf", format, ap, RT_PC);
}

WRAP(int, vprintf, (const char *format, va_list ap))
{
    return print_to(stdout, "printf", format, ap, RT_PC);
}

WRAP(int, printf, (const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    int n = print_to(stdout, "printf", format, ap, RT_PC);
    va_end(ap);
    return n;
}

WRAP(int, fprintf, (FILE * stream, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    int n = print_to(stream, "fprintf", format, ap, RT_PC);
    va_end(ap);
    return n;
}

/* A call that hands its stream on: the step, then the real one. */
#define STREAM_CALL(type, name, parameters, arguments, stream)                                     \
    extern type __real_##name parameters;                                                          \
    WRAP(type, name, parameters)                                                                   \
    {                                                                                              \
        stream_step(stream, #name, RT_PC);                                                         \
        return __real_##name arguments;                                                            \
    }

/* The same for one that gives a character. */
#define PUT_CALL(name, parameters, arguments, stream)                                              \
    extern int __real_##name parameters;                                                           \
    WRAP(int, name, parameters)                                                                    \
    {                                                                                              \
        put_step(stream, #name, RT_PC);                                                            \
        return __real_##name arguments;                                                            \
    }

/* The same for one that first reads a string, and gives it. */
#define STRING_CALL(type, name, parameters, arguments, stream, text)                               \
    extern type __real_##name parameters;                                                          \
    WRAP(type, name, parameters)                                                                   \
    {                                                                                              \
        race_range(text, strlen(text) + 1, false, RT_PC);                                          \
        put_step(stream, #name, RT_PC);                                                            \
        return __real_##name arguments;                                                            \
    }

STRING_CALL(int, puts, (const char *text), (text), stdout, text)
STRING_CALL(int, fputs, (const char *text, FILE *stream), (text, stream), stream, text)
STRING_CALL(int, fputs_unlocked, (const char *text, FILE *stream), (text, stream), stream, text)
PUT_CALL(putchar, (int c), (c), stdout)
PUT_CALL(putchar_unlocked, (int c), (c), stdout)
PUT_CALL(putc, (int c, FILE *stream), (c, stream), stream)
PUT_CALL(fputc, (int c, FILE *stream), (c, stream), stream)
PUT_CALL(putc_unlocked, (int c, FILE *stream), (c, stream), stream)
PUT_CALL(fputc_unlocked, (int c, FILE *stream), (c, stream), stream)
PUT_CALL(__overflow, (FILE * stream, int c), (stream, c), stream)
STREAM_CALL(int, ungetc, (int c, FILE *stream), (c, stream), stream)
STREAM_CALL(int, fgetc, (FILE * stream), (stream), stream)
STREAM_CALL(int, getc, (FILE * stream), (stream), stream)
STREAM_CALL(int, fgetc_unlocked, (FILE * stream), (stream), stream)
STREAM_CALL(int, getc_unlocked, (FILE * stream), (stream), stream)
STREAM_CALL(int, getchar_unlocked, (void), (), stdin)
STREAM_CALL(int, fgetpos, (FILE * stream, fpos_t *at), (stream, at), stream)
STREAM_CALL(int, fsetpos, (FILE * stream, const fpos_t *at), (stream, at), stream)
STREAM_CALL(off_t, ftello, (FILE * stream), (stream), stream)
STREAM_CALL(int, getchar, (void), (), stdin)
STREAM_CALL(int, __uflow, (FILE * stream), (stream), stream)
STREAM_CALL(char *, fgets, (char *text, int size, FILE *stream), (text, size, stream), stream)
STREAM_CALL(ssize_t, getline, (char **line, size_t *size, FILE *stream), (line, size, stream),
            stream)
STREAM_CALL(ssize_t, getdelim, (char **line, size_t *size, int end, FILE *stream),
            (line, size, end, stream), stream)
STREAM_CALL(int, fseek, (FILE * stream, long at, int whence), (stream, at, whence), stream)
STREAM_CALL(int, fseeko, (FILE * stream, off_t at, int whence), (stream, at, whence), stream)
STREAM_CALL(long, ftell, (FILE * stream), (stream), stream)
STREAM_CALL(void, rewind, (FILE * stream), (stream), stream)
STREAM_CALL(int, vscanf, (const char *format, va_list ap), (format, ap), stdin)
STREAM_CALL(int, __isoc99_vscanf, (const char *format, va_list ap), (format, ap), stdin)
STREAM_CALL(int, __isoc99_vfscanf, (FILE * stream, const char *format, va_list ap),
            (stream, format, ap), stream)
STREAM_CALL(int, vfscanf, (FILE * stream, const char *format, va_list ap), (stream, format, ap),
            stream)

extern size_t __real_fwrite(const void *bytes, size_t size, size_t count, FILE *stream);
WRAP(size_t, fwrite, (const void *bytes, size_t size, size_t count, FILE *stream))
{
    race_range(bytes, size * count, false, RT_PC);
    put_step(stream, "fwrite", RT_PC);
    return __real_fwrite(bytes, size, count, stream);
}

extern size_t __real_fread(void *bytes, size_t size, size_t count, FILE *stream);
WRAP(size_t, fread, (void *bytes, size_t size, size_t count, FILE *stream))
{
    stream_step(stream, "fread", RT_PC);
    size_t n = __real_fread(bytes, size, count, stream);
    race_range(bytes, n * size, true, RT_PC);
    return n;
}

WRAP(size_t, fwrite_unlocked, (const void *bytes, size_t size, size_t count, FILE *stream))
{
    race_range(bytes, size * count, false, RT_PC);
    put_step(stream, "fwrite_unlocked", RT_PC);
    return __real_fwrite(bytes, size, count, stream);
}

WRAP(size_t, fread_unlocked, (void *bytes, size_t size, size_t count, FILE *stream))
{
    stream_step(stream, "fread_unlocked", RT_PC);
    size_t n = __real_fread(bytes, size, count, stream);
    race_range(bytes, n * size, true, RT_PC);
    return n;
}

/* The C library's headers give scanf other names, by the standard that is asked for. */
#define FSCANF(name)                                                                               \
    WRAP(int, name, (FILE * stream, const char *format, ...))                                      \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, format);                                                                      \
        stream_step(stream, "fscanf", RT_PC);                                                      \
        int n = __real_vfscanf(stream, format, ap);                                                \
        va_end(ap);                                                                                \
        return n;                                                                                  \
    }
#define SCANF(name)                                                                                \
    WRAP(int, name, (const char *format, ...))                                                     \
    {                                                                                              \
        va_list ap;                                                                                \
        va_start(ap, format);                                                                      \
        stream_step(stdin, "scanf", RT_PC);                                                        \
        int n = __real_vfscanf(stdin, format, ap);                                                 \
        va_end(ap);                                                                                \
        return n;                                                                                  \
    }
FSCANF(fscanf)
FSCANF(__isoc99_fscanf)
FSCANF(__isoc23_fscanf)
SCANF(scanf)
SCANF(__isoc99_scanf)
SCANF(__isoc23_scanf)

extern int __real_fflush(FILE *stream);
WRAP(int, fflush, (FILE * stream))
{
    stream_step(stream ? stream : stdout, "fflush", RT_PC);
    return __real_fflush(stream);
}

WRAP(int, fflush_unlocked, (FILE * stream))
{
    stream_step(stream ? stream : stdout, "fflush_unlocked", RT_PC);
    return __real_fflush(stream);
}

extern void __real_perror(const char *text);
WRAP(void, perror, (const char *text))
{
    stream_step(stderr, "perror", RT_PC);
    __real_perror(text);
}

bool stream_is_at(uint64_t address)
{
    FILE *stream = (FILE *)address;
    return stream == stdout || stream == stderr || file_descriptor(stream) >= 0;
}

void streams_settle(void)
{
    __real_fflush(NULL);
}

WRAP(int, fileno, (FILE * stream))
{
    if (stream == stdout)
        return 1;
    if (stream == stderr)
        return 2;
    return stream == stdin ? 0 : file_descriptor(stream);
}
