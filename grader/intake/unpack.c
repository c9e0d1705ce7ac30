/*
 * libarchive finds the entries and unpacks their bytes; nothing it could make
 * on disk is asked of it. Each file is unpacked into memory, at most one byte
 * more than it may have, looked at, and written below a directory that is
 * empty at first and gets no links: so no path can lead out of it.
 */
#include "intake/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "intake/names.h"
#include "report/escape.h"

#define BLOCK_BYTES 65536
#define PATH_MOST   1024
#define DEPTH_MOST  16

const struct unpack_limits unpack_limits_usual = {.file_bytes = 1u << 20,
                                                  .total_bytes = 512u << 20,
                                                  .entries = 100000,
                                                  .ratio = 100,
                                                  .ratio_from = 64u << 10};

struct unpacking {
    struct archive *archive;
    int directory;
    const struct unpack_limits *limits;
    size_t total, entries;
    unpack_left_out *left_out;
    void *context;
};

static void refuse(struct unpacking *u, const char *name, const char *reason)
{
    u->left_out(u->context, name ? name : "(no name that can be read)", reason);
}

/* ---- what an entry is called, and what it is ---- */

static bool has_parts_too_odd(const char *name)
{
    size_t depth = 0;
    for (const char *part = name;; part++) {
        size_t length = strcspn(part, "/");
        if (length > 255 || ++depth > DEPTH_MOST)
            return true;
        part += length;
        if (!*part)
            return false;
    }
}

static bool climbs(const char *name)
{
    for (const char *part = name;; part++) {
        size_t length = strcspn(part, "/");
        if (length == 2 && part[0] == '.' && part[1] == '.')
            return true;
        part += length;
        if (!*part)
            return false;
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_text(const char *name)
{
    for (size_t left = strlen(name), length; left; name += length, left -= length) {
        uint32_t code;
        length = utf8_next(name, left, &code);
        if (!length || code < 0x20 || (code >= 0x7f && code < 0xa0))
            return false;
    }
    return true;
}

static const char *why_bad_name(const char *name)
{
    if (name && !*name)
        return "it has no name";
    if (!name || !is_text(name))
        return "its name is not UTF-8, or has a control character";
    if (name[0] == '/' || name[0] == '\\' || (is_letter(name[0]) && name[1] == ':'))
        return "its name is an absolute path";
    if (strchr(name, '\\'))
        return "its name has a backslash";
    if (climbs(name))
        return "its name leads out of the folder (`..`)";
    if (strlen(name) > PATH_MOST || has_parts_too_odd(name))
        return "its name is too long or too deep";
    return NULL;
}

static const char *why_bad_type(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry))
        return "it is a link to another file";
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR:
        return archive_entry_is_encrypted(entry) ? "it is encrypted" : NULL;
    case AE_IFLNK:
        return "it is a symbolic link";
    default:
        return "it is a device or a pipe";
    }
}

/* What systems add on their own, and no student handed in. */
static bool is_litter(const char *name)
{
    const char *slash = strrchr(name, '/');
    return strncmp(name, "__MACOSX/", 9) == 0 || (slash ? slash[1] : name[0]) == '.';
}

/* ---- its bytes ---- */

/* How many bytes of the archive have been used; of a zip, where it stands. */
static int64_t position(const struct unpacking *u)
{
    return archive_filter_bytes(u->archive, -1);
}

static bool is_zip(const struct unpacking *u)
{
    return (archive_format(u->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

static bool is_bomb(const struct unpacking *u, size_t size, int64_t packed)
{
    return is_zip(u) && size > u->limits->ratio_from && packed >= 0 &&
           size / u->limits->ratio > (size_t)packed;
}

/* The bytes of an entry. NULL, or why it is refused (owned). */
static char *read_bytes(struct unpacking *u, struct buffer *out)
{
    char block[BLOCK_BYTES];
    int64_t start = position(u);
    for (;;) {
        la_ssize_t got = archive_read_data(u->archive, block, sizeof block);
        if (got == ARCHIVE_RETRY)
            continue;
        if (got < 0) {
            const char *why = archive_error_string(u->archive);
            return xasprintf("it is damaged: %s", why ? why : "it cannot be unpacked");
        }
        if (got == 0)
            break;
        buffer_add(out, block, (size_t)got);
        if (out->length > u->limits->file_bytes)
            return xasprintf("it has more than %zu KiB unpacked", u->limits->file_bytes / 1024);
    }
    if (is_bomb(u, out->length, position(u) - start))
        return xasprintf("it has more than %zu times its packed size", u->limits->ratio);
    if (out->length > u->limits->total_bytes - u->total)
        return xasprintf("the archive has more than %zu MiB unpacked",
                         u->limits->total_bytes >> 20);
    u->total += out->length;
    return NULL;
}

/* ---- writing it ---- */

/* The folder that `name` lies in, made if need be; *base: its last part. -1 on error (errno). */
static int open_folder(int directory, const char *name, const char **base)
{
    int at = fcntl(directory, F_DUPFD_CLOEXEC, 0);
    for (const char *slash; at >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
        if (slash == name)
            continue;
        cleanup_free char *part = xstrndup(name, (size_t)(slash - name));
        cleanup_close int above = at;
        at = mkdirat(above, part, 0777) == 0 || errno == EEXIST
                 ? openat(above, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                 : -1;
    }
    *base = name;
    return at;
}

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int write_file(const struct unpacking *u, const char *name, const struct buffer *bytes,
                      struct archive_entry *entry)
{
    const char *base;
    cleanup_close int folder = open_folder(u->directory, name, &base);
    cleanup_close int fd =
        folder < 0
            ? -1
            : openat(folder, base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 || write_all(fd, bytes->data, bytes->length) < 0)
        return -1;
    const struct timespec times[] = {{.tv_nsec = UTIME_OMIT},
                                     {.tv_sec = archive_entry_mtime(entry)}};
    return archive_entry_mtime_is_set(entry) ? futimens(fd, times) : 0;
}

/* Names that cannot stand beside each other are the archive's fault, all else is the machine's. */
static int keep(struct unpacking *u, const char *name, struct archive_entry *entry,
                struct error *err)
{
    cleanup_buffer struct buffer bytes = {0};
    cleanup_free char *reason = read_bytes(u, &bytes);
    if (reason) {
        refuse(u, name, reason);
        return 0;
    }
    if (write_file(u, name, &bytes, entry) == 0)
        return 0;
    if (errno != EEXIST && errno != ENOTDIR && errno != EISDIR)
        return error_errno(err, "cannot unpack %s", name);
    refuse(u, name, "the archive has another entry of that name");
    return 0;
}

/* ---- all of them ---- */

static int take_entry(struct unpacking *u, struct archive_entry *entry, struct error *err)
{
    const char *name = archive_entry_pathname(entry);
    const char *reason = why_bad_name(name);
    if (!reason)
        reason = why_bad_type(entry);
    if (reason) {
        refuse(u, name, reason);
        return 0;
    }
    if (archive_entry_filetype(entry) == AE_IFDIR || is_litter(name))
        return 0;
    if (is_c_file(name))
        return keep(u, name, entry, err);
    u->left_out(u->context, name, NULL);
    return 0;
}

static int take_all(struct unpacking *u, const char *path, struct error *err)
{
    struct archive_entry *entry;
    int status;
    while ((status = archive_read_next_header(u->archive, &entry)) != ARCHIVE_EOF) {
        if (status == ARCHIVE_FATAL && u->entries == 0)
            return error_set(err, ERROR_USAGE, "%s is no archive that can be read: %s", path,
                             archive_error_string(u->archive));
        if (status == ARCHIVE_FATAL) {
            refuse(u, "(all that follows)", "the archive is damaged from here on");
            return 0;
        }
        if (++u->entries > u->limits->entries) {
            refuse(u, "(all that follows)", "the archive has too many entries");
            return 0;
        }
        if (status == ARCHIVE_OK || status == ARCHIVE_WARN) {
            if (take_entry(u, entry, err) != 0)
                return -1;
        } else {
            refuse(u, NULL, "the entry is damaged");
        }
    }
    return 0;
}

static void free_archive(struct archive **a)
{
    archive_read_free(*a);
}

int unpack_archive(const char *path, const char *directory, const struct unpack_limits *limits,
                   unpack_left_out *left_out, void *context, struct error *err)
{
    cleanup_with(free_archive) struct archive *archive = archive_read_new();
    if (!archive)
        return error_set(err, ERROR_MACHINE, "no memory to read %s", path);
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_filter_gzip(archive);
    if (archive_read_open_filename(archive, path, BLOCK_BYTES) != ARCHIVE_OK)
        return error_set(err, ERROR_USAGE, "%s is no archive that can be read: %s", path,
                         archive_error_string(archive));
    cleanup_close int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "cannot open %s", directory);
    struct unpacking u = {.archive = archive,
                          .directory = fd,
                          .limits = limits,
                          .left_out = left_out,
                          .context = context};
    return take_all(&u, path, err);
}
