/*
 * Files as Moodle and Canvas deliver them (intake/names.h): whose they are,
 * which exercise they are for, which is the latest.
 */
#ifndef GRADER_CLI_DELIVERIES_H
#define GRADER_CLI_DELIVERIES_H

#include "cli/class_parts.h"
#include "intake/names.h"

/* One C file of a delivery. */
struct delivered {
    struct delivered_name who; /* owned */
    char *file;                /* owned; as the student called it, without folders */
    char *path, *shown;        /* owned; the latter below the class's folder */
    size_t hint;           /* the exercise that the folder above is called like; or NO_EXERCISE */
    char *student;         /* owned; what the class calls the student */
    size_t exercise;       /* NO_EXERCISE: not known */
    bool named;            /* the file is called like the exercise */
    unsigned long attempt; /* Canvas: 2 of "main-2.c" */
};

struct deliveries {
    struct delivered *items; /* owned */
    size_t count, capacity;
};

/* Does a learning platform call files and folders so? */
bool deliveries_name(const char *name);

/*
 * Takes `name`, found at `path`, if it is a delivered file, or a folder of
 * them. What is no C file is ignored. False if it is none.
 */
bool deliveries_take(struct deliveries *d, struct class_report *r, const char *path,
                     const char *shown, const char *name, size_t hint);

/*
 * Adds the submissions: of each student and exercise the latest. `only`: the
 * exercise that files of any name are for, or NO_EXERCISE.
 */
void deliveries_enter(struct deliveries *d, struct class_folder *c, size_t only);

void deliveries_free(struct deliveries *d);

#endif
