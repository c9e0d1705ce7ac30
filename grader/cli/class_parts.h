/* What the readers of a class's folder share. Private to class.c and deliveries.c. */
#ifndef GRADER_CLI_CLASS_PARTS_H
#define GRADER_CLI_CLASS_PARTS_H

#include "cli/class.h"

#define NO_EXERCISE ((size_t)-1)

/* Names in a folder, sorted, without those that start with a dot; owned (free_strings()). NULL if
 * it cannot be read. */
char **class_names_in(const char *path);

/* The exercise of this name, or NO_EXERCISE. */
size_t class_find_exercise(const struct class_report *r, const char *name, size_t length);

/* The exercise that a file called EXERCISE.c is for, or NO_EXERCISE. */
size_t class_exercise_of(const struct class_report *r, const char *file);

/* Its place among the students, added if need be. */
size_t class_student(struct class_report *r, const char *name);

bool class_is_handed_in(const struct class_folder *c, size_t student, size_t exercise);

/* Notes a path that is no submission; takes it. */
void class_ignore(struct class_report *r, char *path);

/* `path` becomes the submission's. */
struct submission *class_add_submission(struct class_folder *c, size_t student, size_t exercise,
                                        char *path);

#endif
