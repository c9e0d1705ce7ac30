/*
 * A work directory is made in three steps: the directory, LOCK_NAME in it, the
 * lock on that. The kernel lets go of the lock when the last process that has the
 * file open has ended, however it ended. Who sweeps takes a lock that is free and
 * removes the directory while holding it. It may come between the steps: then
 * the maker finds its directory or its file gone, and begins again.
 */
#include "base/workdir.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define NAME_PREFIX "grader-work-"
#define LOCK_NAME   ".lock"
#define TRIES       100
#define REMOVALS    5

struct owned {
    char *path; /* owned */
    int lock;   /* LOCK_NAME, open and locked */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct owned *all; /* owned */
static size_t count, capacity;

static const char *temporary(void)
{
    const char *parent = getenv("TMPDIR");
    return parent && *parent ? parent : "/tmp";
}

static bool is_gone(int fd)
{
    struct stat st;
    return fstat(fd, &st) < 0 || st.st_nlink == 0;
}

/* The lock of a new directory; -1 (errno; ENOENT: it has been swept). */
static int take_lock(const char *directory)
{
    cleanup_free char *path = xasprintf("%s/" LOCK_NAME, directory);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    while (flock(fd, LOCK_EX) < 0 && errno == EINTR)
        continue;
    if (!is_gone(fd))
        return fd;
    close(fd);
    errno = ENOENT;
    return -1;
}

char *workdir_create_in(const char *parent, struct error *err)
{
    for (int i = 0; i < TRIES; i++) {
        cleanup_free char *path = xasprintf("%s/" NAME_PREFIX "XXXXXX", parent);
        if (!mkdtemp(path))
            break;
        int fd = take_lock(path);
        if (fd >= 0) {
            pthread_mutex_lock(&lock);
            *GROW(all, count, capacity) = (struct owned){xstrdup(path), fd};
            pthread_mutex_unlock(&lock);
            return steal_ptr(path);
        }
        int reason = errno;
        rmdir(path);
        errno = reason;
        if (errno != ENOENT)
            break;
    }
    error_errno(err, "cannot make a work directory in %s", parent);
    return NULL;
}

char *workdir_create(struct error *err)
{
    return workdir_create_in(temporary(), err);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    bool is_lock = ftw->level == 1 && strcmp(path + ftw->base, LOCK_NAME) == 0;
    if (!is_lock && ftw->level > 0)
        remove(path);
    return 0;
}

/* A directory that its owner may not search cannot be emptied: open it up on the way down. */
static int open_directory(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)ftw;
    if (S_ISDIR(st->st_mode) && (type == FTW_DNR || (st->st_mode & 0700) != 0700))
        chmod(path, 0700);
    return 0;
}

/*
 * The lock goes last: what is left by a removal that was killed can still be told to be
 * ours. Somebody who is dying may go on writing: then it is done again, and in
 * the end left with a lock that is free to who sweeps next.
 */
static void remove_tree(const char *path)
{
    cleanup_free char *name = xasprintf("%s/" LOCK_NAME, path);
    for (int i = 0; i < REMOVALS; i++) {
        nftw(path, open_directory, 16, FTW_PHYS);
        nftw(path, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
        unlink(name);
        if (rmdir(path) == 0 || (errno != ENOTEMPTY && errno != EEXIST))
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

void workdir_remove(char *path)
{
    if (!path)
        return;
    remove_tree(path);
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].path, path) == 0) {
            close(all[i].lock);
            free(all[i].path);
            all[i] = all[--count];
            break;
        }
    pthread_mutex_unlock(&lock);
    free(path);
}

void workdir_remove_all(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < count; i++)
        remove_tree(all[i].path);
    pthread_mutex_unlock(&lock);
}

void workdir_forget_all(void)
{
    for (size_t i = 0; i < count; i++)
        free(all[i].path); /* the lock stays open */
    count = 0;
}

/* ---- sweeping ---- */

/* Ours by name, owner and mode; nobody else's folder is touched. */
static bool is_workdir(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           (st.st_mode & 07777) == 0700;
}

static void sweep_one(const char *path)
{
    cleanup_free char *name = xasprintf("%s/" LOCK_NAME, path);
    cleanup_close int fd = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        rmdir(path); /* its owner got no further than making it; it stays if anything is in it */
    else if (flock(fd, LOCK_EX | LOCK_NB) == 0 && !is_gone(fd))
        remove_tree(path);
}

void workdir_sweep_in(const char *parent)
{
    cleanup_closedir DIR *dir = opendir(parent);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (fnmatch(NAME_PREFIX "??????", e->d_name, 0) != 0)
            continue;
        cleanup_free char *path = xasprintf("%s/%s", parent, e->d_name);
        if (is_workdir(path))
            sweep_one(path);
    }
}

void workdir_sweep(void)
{
    workdir_sweep_in(temporary());
}
