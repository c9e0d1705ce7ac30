/*
 * Reading a submission. Its path comes from a stranger's folder: it may be a
 * link to a file that only the grader may read, a FIFO that never answers, or
 * endless. So: links are not followed, nothing but a regular file is read, and
 * never more than the limit.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"

/* A source may hold a stray form feed or escape; one byte in this many is no text any more. */
#define BYTES_PER_CONTROL 100

/* The path on one line, whatever is in it. */
static char *printable(const char *path)
{
    char *copy = xstrdup(path);
    for (char *p = copy; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?';
    return copy;
}

/* What a file of this type is called; NULL for a regular file. */
static const char *other_type(mode_t mode)
{
    static const struct {
        mode_t type;
        const char *name;
    } types[] = {
        {S_IFDIR, "a directory"}, {S_IFIFO, "a named pipe"}, {S_IFSOCK, "a socket"},
        {S_IFCHR, "a device"},    {S_IFBLK, "a device"},     {S_IFLNK, "a symbolic link"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if ((mode & S_IFMT) == types[i].type)
            return types[i].name;
    return NULL;
}

static int open_failure(const char *path, struct error *err)
{
    int number = errno;
    cleanup_free char *shown = printable(path);
    struct stat st;
    if (number == ENOENT || number == ENOTDIR)
        return error_set(err, ERROR_USAGE, "%s: there is no such file", shown);
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
        return error_set(err, ERROR_USAGE,
                         "%s is a symbolic link, and links are not followed: give the file itself",
                         shown);
    if (lstat(path, &st) == 0 && other_type(st.st_mode))
        return error_set(err, ERROR_USAGE, "%s is %s, not a C source file", shown,
                         other_type(st.st_mode));
    return error_set(err, ERROR_USAGE, "%s cannot be read: %s", shown, strerror(number));
}

static int open_source(const char *path, struct error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return open_failure(path, err);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    cleanup_free char *shown = printable(path);
    const char *type = other_type(st.st_mode);
    close(fd);
    return error_set(err, ERROR_USAGE, "%s is %s, not a C source file", shown,
                     type ? type : "no regular file");
}

/* Reads at most one byte more than the limit. */
static int read_text(int fd, const char *path, struct buffer *text, struct error *err)
{
    char bytes[65536];
    while (text->length <= SOURCE_LIMIT_BYTES) {
        size_t want = SOURCE_LIMIT_BYTES + 1 - text->length;
        ssize_t got = read(fd, bytes, want < sizeof bytes ? want : sizeof bytes);
        if (got == 0)
            return 0;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int number = errno;
            cleanup_free char *shown = printable(path);
            return error_set(err, ERROR_USAGE, "%s cannot be read: %s", shown, strerror(number));
        }
        buffer_add(text, bytes, (size_t)got);
    }
    return 0;
}

static bool is_utf16(const unsigned char *text, size_t size)
{
    return size >= 2 &&
           ((text[0] == 0xff && text[1] == 0xfe) || (text[0] == 0xfe && text[1] == 0xff));
}

/* Why this cannot be a C source; NULL if it can. Bytes that are not UTF-8 are the compiler's
 * affair. */
static char *find_rejection(const char *data, size_t size)
{
    const unsigned char *text = (const unsigned char *)data;
    size_t controls = 0;
    if (size > SOURCE_LIMIT_BYTES)
        return xasprintf("The file is larger than %d KiB, which is the limit for a source file.",
                         SOURCE_LIMIT_BYTES / 1024);
    if (is_utf16(text, size))
        return xstrdup("The file is saved as UTF-16, which C compilers cannot read: save it as "
                       "UTF-8 in your editor.");
    if (size >= 4 && memcmp(text,
                            "\x7f"
                            "ELF",
                            4) == 0)
        return xstrdup("The file is a compiled program, not C source text: hand in the .c file.");
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\0')
            return xasprintf("The file is not text: byte %zu is a NUL byte, which no C source "
                             "has. Is it really the .c file?",
                             i + 1);
        controls += text[i] == 0x7f || (text[i] < ' ' && !strchr("\t\n\v\f\r", text[i]));
    }
    if (controls > 2 && controls > size / BYTES_PER_CONTROL)
        return xasprintf("The file is not text: it holds %zu control characters. Is it really "
                         "the .c file?",
                         controls);
    return NULL;
}

/* "<exercise>.c" with nothing in it that a compiler's command line could take for something else.
 */
static char *canonical_name(const char *exercise)
{
    char *name = xasprintf("%s.c", *exercise ? exercise : "program");
    for (char *p = name; p < name + strlen(name) - 2; p++) {
        bool fine = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                    (*p >= '0' && *p <= '9') || (*p == '-' && p > name);
        if (!fine)
            *p = '_';
    }
    return name;
}

int source_read(const char *path, const char *exercise, struct source *out, struct error *err)
{
    *out = (struct source){0};
    cleanup_buffer struct buffer text = {0};
    cleanup_close int fd = open_source(path, err);
    if (fd < 0 || read_text(fd, path, &text, err) < 0)
        return -1;
    out->path = xstrdup(path);
    out->name = canonical_name(exercise);
    out->size = text.length;
    out->rejection = find_rejection(text.data, text.length);
    if (!out->rejection)
        out->text = buffer_take(&text);
    return 0;
}

void source_free(struct source *s)
{
    free(s->path);
    free(s->name);
    free(s->text);
    free(s->rejection);
    *s = (struct source){0};
}
