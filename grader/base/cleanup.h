/*
 * Scope-bound clean-up: what a variable owns is released when it goes out of
 * scope, so that every early return is correct. steal_ptr() hands ownership on.
 */
#ifndef GRADER_BASE_CLEANUP_H
#define GRADER_BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_freep(void *p)
{
    free(*(void **)p);
}

static inline void cleanup_closep(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline void cleanup_fclosep(FILE **f)
{
    if (*f)
        fclose(*f);
}

static inline void cleanup_closedirp(DIR **d)
{
    if (*d)
        closedir(*d);
}

#define cleanup_free     __attribute__((cleanup(cleanup_freep)))
#define cleanup_close    __attribute__((cleanup(cleanup_closep)))
#define cleanup_fclose   __attribute__((cleanup(cleanup_fclosep)))
#define cleanup_closedir __attribute__((cleanup(cleanup_closedirp)))
#define cleanup_with(fn) __attribute__((cleanup(fn)))

static inline void *steal_ptr_(void *pp)
{
    void **p = pp;
    void *value = *p;
    *p = NULL;
    return value;
}

/* The pointer's value; the variable is set to NULL, so its clean-up does nothing. */
#define steal_ptr(p) ((__typeof__(p))steal_ptr_(&(p)))

#endif
