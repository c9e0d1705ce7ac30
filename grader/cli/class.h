/*
 * A class's folder: DIR/<student>/<exercise>.c, or DIR/<exercise>/<student>.c (a
 * folder called like an exercise that holds files called otherwise), or files and folders
 * as Moodle and Canvas deliver them, in DIR or in DIR/<exercise>, or all of
 * them; or an archive of such a folder.
 */
#ifndef GRADER_CLI_CLASS_H
#define GRADER_CLI_CLASS_H

#include "base/error.h"
#include "report/report.h"
#include "spec/spec.h"

struct submission {
    char *path;               /* owned */
    char *label;              /* owned; "student/exercise" */
    size_t student, exercise; /* indices into the class */
    char *not_regular;        /* owned; why it cannot be read as a file; NULL if it is one */
};

struct class_folder {
    struct class_report report; /* students, exercises, ignored, refused; entries all missing */
    struct spec *specs;         /* owned; one an exercise of the report */
    struct submission *items;   /* owned */
    size_t item_count, item_capacity;
    char *parcel; /* owned; the work directory that an archive was unpacked into, or NULL */
};

/*
 * Reads the folder or archive. `only`: comma-separated names of the exercises that count;
 * NULL: those that anybody handed in. Is it one, then a delivered file of any
 * name is for it, if the student handed in just one. ERROR_USAGE if there is nothing to grade.
 */
int class_read(const char *place, const char *exercises, const char *only, struct class_folder *out,
               struct error *err);

/* Submissions that were unpacked are copied to where they stay, OUT/submissions (see parcel.h). */
int class_keep(struct class_folder *c, const char *out, struct error *err);

void class_folder_free(struct class_folder *c);

#endif
