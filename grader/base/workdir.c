#include "base/workdir.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char **paths; /* owned copies */
static size_t path_count, path_capacity;

char *workdir_create(struct error *err)
{
    const char *parent = getenv("TMPDIR");
    char *path = xasprintf("%s/grader-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(path)) {
        error_errno(err, "cannot make a work directory %s", path);
        free(path);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    *GROW(paths, path_count, path_capacity) = xstrdup(path);
    pthread_mutex_unlock(&lock);
    return path;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
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

static void remove_tree(const char *path)
{
    nftw(path, open_directory, 16, FTW_PHYS);
    nftw(path, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
}

void workdir_remove(char *path)
{
    if (!path)
        return;
    remove_tree(path);
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < path_count; i++)
        if (strcmp(paths[i], path) == 0) {
            free(paths[i]);
            paths[i] = paths[--path_count];
            break;
        }
    pthread_mutex_unlock(&lock);
    free(path);
}

void workdir_remove_all(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < path_count; i++)
        remove_tree(paths[i]);
    pthread_mutex_unlock(&lock);
}

void workdir_forget_all(void)
{
    for (size_t i = 0; i < path_count; i++)
        free(paths[i]);
    path_count = 0;
}
