/*
 * What learning platforms call the files of an assignment that they deliver:
 * Moodle's mod/assign/classes/downloader.php, Canvas's lib/content_zipper.rb.
 *
 *   Moodle   Full name_ID_assignsubmission_file/main.c    a folder a student
 *            Full name_ID_assignsubmission_file_/main.c   the same, older
 *            Full name_ID_assignsubmission_file_main.c    all in one folder
 *            Group_ID_assignsubmission_…                  teams
 *   Canvas   sortablename_ID_ATTACHMENT_main.c
 *            sortablename_LATE_ID_ATTACHMENT_main.c
 *            anon_ID_ATTACHMENT_main.c, LATE_anon_ID_…    graded anonymously
 */
#ifndef GRADER_INTAKE_NAMES_H
#define GRADER_INTAKE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Is it called like a C source? */
bool is_c_file(const char *name);

enum platform { PLATFORM_MOODLE, PLATFORM_CANVAS };

struct delivered_name {
    enum platform platform;
    char *student;       /* owned; Moodle: the full name; Canvas: in lower case, without spaces */
    char *id;            /* owned; the participant's or the user's; may be "" */
    char *plugin;        /* owned; Moodle: "file" is what was handed in as a file; else "" */
    char *file;          /* owned; as the student called it; "": the name is a folder's */
    bool late;           /* Canvas says so */
    uint64_t attachment; /* Canvas: newer ones are larger; else 0 */
};

/* Is it such a name? If so, *out is filled; free it with delivered_name_free(). */
bool delivered_name_read(const char *name, struct delivered_name *out);
void delivered_name_free(struct delivered_name *n);

/*
 * "main-2.c" as Canvas calls the third file of that name that a student hands
 * in: the length of "main", and 2. Without such an end 0 and the length without ".c".
 */
unsigned long delivered_attempt(const char *file, unsigned long *stem_length);

#endif
