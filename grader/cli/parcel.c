#include "cli/parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/class_parts.h"
#include "cli/deliveries.h"
#include "compile/compile.h"
#include "gradebook/hash.h"
#include "intake/unpack.h"

/* Who makes an archive of a million bad entries need not be told of each. */
#define REFUSED_MOST 1000
#define HASH_SHOWN   16 /* digits that are enough to tell files apart in names */

static void on_left_out(void *context, const char *name, const char *reason)
{
    struct class_report *r = context;
    if (!reason)
        class_ignore(r, xstrdup(name));
    else if (r->refused_count < REFUSED_MOST)
        class_refuse(r, name, reason);
    else if (r->refused_count == REFUSED_MOST)
        class_refuse(r, "(more)", "there are too many refused entries to name them all");
}

static bool is_folder(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The only entry of a folder, if it is a folder that holds nothing but folders and is no
 * platform's. Owned; else NULL. */
static char *only_folder(const char *directory)
{
    char **names = class_names_in(directory);
    char *path = NULL;
    if (names && names[0] && !names[1] && !deliveries_name(names[0]))
        path = xasprintf("%s/%s", directory, names[0]);
    char **below = path && is_folder(path) ? class_names_in(path) : NULL;
    bool good = below && below[0];
    for (size_t i = 0; good && below[i]; i++) {
        cleanup_free char *inner = xasprintf("%s/%s", path, below[i]);
        good = is_folder(inner) || deliveries_name(below[i]);
    }
    free_strings(below);
    free_strings(names);
    if (good)
        return path;
    free(path);
    return NULL;
}

char *parcel_open(char **parcel, const char *path, struct class_report *r, struct error *err)
{
    *parcel = workdir_create(err);
    if (!*parcel)
        return NULL;
    if (unpack_archive(path, *parcel, &unpack_limits_usual, on_left_out, r, err) != 0)
        return NULL;
    char *wrapped = only_folder(*parcel); /* whoever packs a folder packs its name too */
    return wrapped ? wrapped : xstrdup(*parcel);
}

/* ---- keeping ---- */

static int make_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    return error_errno(err, "cannot make the folder %s", path);
}

static int copy_bytes(int from, int to)
{
    char block[65536];
    ssize_t n;
    while ((n = read(from, block, sizeof block)) > 0)
        for (ssize_t done = 0, written; done < n; done += written)
            if ((written = write(to, block + done, (size_t)(n - done))) < 0)
                return -1;
    return n < 0 ? -1 : 0;
}

/* Whole or not at all, for another batch may be at the same file. */
static int copy_file(const char *from, const char *folder, const char *to, struct error *err)
{
    cleanup_free char *fresh = xasprintf("%s/.XXXXXX", folder);
    cleanup_close int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (in < 0)
        return error_errno(err, "cannot read %s", from);
    int fd = mkostemp(fresh, O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "cannot write %s", to);
    bool good = copy_bytes(in, fd) == 0 && fchmod(fd, 0644) == 0;
    good = close(fd) == 0 && good;
    if (good && rename(fresh, to) == 0)
        return 0;
    error_errno(err, "cannot write %s", to);
    unlink(fresh);
    return -1;
}

int parcel_keep(char **path, const char *out, struct error *err)
{
    char hash[HASH_TEXT];
    if (hash_file(*path, SOURCE_LIMIT_BYTES, hash) < 0)
        return error_errno(err, "cannot read %s", *path);
    const char *base = strrchr(*path, '/') + 1;
    cleanup_free char *all = xasprintf("%s/submissions", out);
    cleanup_free char *folder = xasprintf("%s/%.*s", all, HASH_SHOWN, hash);
    cleanup_free char *kept = xasprintf("%s/%s", folder, base);
    if (make_folder(all, err) != 0 || make_folder(folder, err) != 0)
        return -1;
    if (access(kept, F_OK) != 0 && copy_file(*path, folder, kept, err) != 0)
        return -1;
    free(*path);
    *path = steal_ptr(kept);
    return 0;
}
