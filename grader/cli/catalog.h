/* Where the exercises are, and which there are. */
#ifndef GRADER_CLI_CATALOG_H
#define GRADER_CLI_CATALOG_H

#include "base/error.h"
#include "spec/spec.h"

/*
 * The folder of all exercises: `option` if given, else ./exercises, else beside
 * the build folder the program stands in, else PREFIX/share/grader/exercises.
 * Owned; NULL (ERROR_USAGE) if there is none.
 */
char *catalog_root(const char *option, struct error *err);

/* The names in it, sorted, NULL-terminated; owned (free_strings). NULL on error. */
char **catalog_names(const char *root, struct error *err);

/*
 * Reads the spec of `exercise`: a name below the root, or a path to a folder.
 * `option` as for catalog_root(). Free with spec_free().
 */
int catalog_open(const char *option, const char *exercise, struct spec *spec, struct error *err);

/* The same for a name known to be below `root`. */
int catalog_open_in(const char *root, const char *name, struct spec *spec, struct error *err);

#endif
