/* The files of a new exercise, inside the grader; @NAME@ stands for its name. */
#ifndef GRADER_CLI_SKELETON_H
#define GRADER_CLI_SKELETON_H

#include <stddef.h>

struct skeleton_file {
    const char *path; /* below the folder of the exercise */
    const char *text, *end;
};

extern const struct skeleton_file skeleton_files[];
extern const size_t skeleton_file_count;

#endif
