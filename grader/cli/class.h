/*
 * A class's folder: DIR/<student>/<exercise>.c, or DIR/<exercise>/<student>.c (a
 * folder called like an exercise that holds files called otherwise), or both.
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
    struct class_report report; /* students, exercises, ignored; entries all missing */
    struct spec *specs;         /* owned; one an exercise of the report */
    struct submission *items;   /* owned */
    size_t item_count, item_capacity;
};

/*
 * Reads the folder. `only`: comma-separated names of the exercises that count;
 * NULL: those that anybody handed in. ERROR_USAGE if there is nothing to grade.
 */
int class_read(const char *directory, const char *exercises, const char *only,
               struct class_folder *out, struct error *err);
void class_folder_free(struct class_folder *c);

#endif
