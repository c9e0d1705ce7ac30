/*
 * Who handed in the same as somebody else? Told to the instructor to look at, and
 * never held against anybody: two beginners may well write the same ten lines.
 */
#ifndef GRADER_CLI_ALIKE_H
#define GRADER_CLI_ALIKE_H

#include "cli/class.h"

/*
 * Fills class.report.alike: groups of students whose files for an exercise are
 * the same but for comments and white space. The starter as it was given out
 * makes no group, nor does a file without code.
 */
void alike_find(struct class_folder *class);

/*
 * What is left of C source without its comments, and without white space outside
 * of texts and characters (a space between two words stays). Owned.
 */
char *alike_essence(const char *source);

#endif
