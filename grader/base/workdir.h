/*
 * Private temporary directories, removed whole. They are registered, so that a
 * program that is told to end (SIGINT) can remove those still in use; and each
 * holds a file that its owner keeps locked, so that those of a program that was
 * killed can be told from those in use, and swept.
 */
#ifndef GRADER_BASE_WORKDIR_H
#define GRADER_BASE_WORKDIR_H

#include "base/error.h"

/* A new directory (mode 0700) under $TMPDIR or /tmp. Owned; NULL on error (ERROR_MACHINE). */
char *workdir_create(struct error *err);

/* The same in a directory of the caller's choice. */
char *workdir_create_in(const char *parent, struct error *err);

/* Removes the directory with all it holds and frees the path. NULL is allowed. Thread-safe. */
void workdir_remove(char *path);

/* Removes every directory still registered; not to be called from a signal handler. */
void workdir_remove_all(void);

/*
 * In a new process: the directories belong to the parent, which removes them. They
 * stay locked until this process has ended as well: it may still work in them.
 */
void workdir_forget_all(void);

/*
 * Removes the directories whose owners have ended without doing so: those under
 * $TMPDIR or /tmp, or in `parent`. What cannot be removed stays.
 */
void workdir_sweep(void);
void workdir_sweep_in(const char *parent);

static inline void workdir_removep(char **path)
{
    workdir_remove(*path);
}

#define cleanup_workdir __attribute__((cleanup(workdir_removep)))

#endif
