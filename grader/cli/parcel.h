/* A class that comes as one file: an archive, as learning platforms deliver it. */
#ifndef GRADER_CLI_PARCEL_H
#define GRADER_CLI_PARCEL_H

#include "base/error.h"
#include "report/report.h"

/*
 * Unpacks it into a new work directory (*parcel, for workdir_remove()). Returns
 * the folder in it that holds the class (owned), or NULL on error. What is left
 * out is noted as refused or ignored.
 */
char *parcel_open(char **parcel, const char *path, struct class_report *r, struct error *err);

/*
 * Copies a file to OUT/submissions/HASH/, HASH being that of its bytes, and puts
 * the new path in place of the old: reports find its lines there later on, and
 * the same file has the same path again. -1 on error.
 */
int parcel_keep(char **path, const char *out, struct error *err);

#endif
