/*
 * Reports: all read the one result struct (or a class of them) and nothing
 * else. What they print comes from strangers and is escaped for its format.
 */
#ifndef GRADER_REPORT_REPORT_H
#define GRADER_REPORT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"
#include "judge/result.h"
#include "spec/spec.h"

struct terminal_options {
    bool colour;
    size_t width;  /* columns */
    bool warnings; /* all warnings of the compiler, not just the first few */
    const char
        *source_path; /* the student's file, for the lines that locations name; may be NULL */
    const struct spec *spec; /* for the arguments of public cases; may be NULL */
};

/* Fills colour and width from the terminal behind `out` and the environment (NO_COLOR, COLUMNS). */
void terminal_options_detect(struct terminal_options *o, FILE *out);

void terminal_report(struct buffer *out, const struct result *r, const struct terminal_options *o);

/* Lines of `path` that the locations name, with marks and context; nothing if it cannot be read. */
void source_excerpt(struct buffer *out, const char *path, const struct location *locations,
                    size_t count, const struct terminal_options *o);

/*
 * The failing schedule, side by side: a column a task while they fit, else one
 * column with their names; long ones are cut in the middle.
 */
void story_text(struct buffer *out, const struct story *s, const struct terminal_options *o);

/* "grader replay EXERCISE FILE.c --case CASE --schedule CHOICES", as it is typed in a shell. */
void story_command(struct buffer *out, const struct result *r, const struct check_result *c);

/* Message, hint, excerpt and places of a check as plain text; control characters made visible. */
void check_plain_text(struct buffer *out, const struct check_result *c);

/* The JSON object of a result (docs/formats.md); the caller owns the reference. */
json_t *result_to_json(const struct result *r);

/* The same as text on one line, without a newline. Owned. */
char *result_to_text(const struct result *r);

/* The other way round. 0, or -1 when the object is none of ours; free with result_free(). */
int result_from_json(const json_t *object, struct result *out);

/* One line of JSON text with a newline. */
void json_write(struct buffer *out, const json_t *value, bool pretty);

/* A class: students by exercises. */
enum entry_state { ENTRY_MISSING, ENTRY_GRADED, ENTRY_ERROR };

struct class_entry {
    enum entry_state state;
    struct result result; /* GRADED; ERROR: state RESULT_ERROR with the reason */
    char *source;         /* owned; the submission's text where it is known, else NULL */
    size_t source_size;
};

/* How learning platforms know a student; each may be NULL. */
struct student_ids {
    char *full_name, *moodle_id, *canvas_id, *sis_id, *login, *section;
};

/* Students who handed in the same for an exercise, but for comments and white space. */
struct class_alike {
    size_t exercise;
    size_t *students; /* owned */
    size_t count;
};

/* Something that was handed in, but was not taken, and why. */
struct class_refused {
    char *name, *reason; /* owned; the name: any bytes */
};

struct class_report {
    char **students;         /* owned */
    struct student_ids *ids; /* owned; one a student, or NULL: nothing is known */
    size_t student_count, student_capacity;
    char **exercises;   /* owned */
    double *max_scores; /* owned; one an exercise */
    size_t exercise_count, exercise_capacity;
    struct class_entry *entries; /* owned; student_count rows of exercise_count */
    char **ignored;              /* owned; paths below the class's folder that are no submission */
    size_t ignored_count, ignored_capacity;
    struct class_refused *refused; /* owned */
    size_t refused_count, refused_capacity;
    struct class_alike *alike; /* owned */
    size_t alike_count, alike_capacity;
};

struct class_entry *class_entry(const struct class_report *c, size_t student, size_t exercise);

/* Points of one student over all exercises. */
double class_total(const struct class_report *c, size_t student);
double class_max_total(const struct class_report *c);
void class_free(struct class_report *c);

/* Copies both texts. */
void class_refuse(struct class_report *c, const char *name, const char *reason);

/* How a student is called: the full name where it is known. */
const char *class_student_name(const struct class_report *c, size_t student);

void class_table(struct buffer *out, const struct class_report *c, bool colour);
void class_json(struct buffer *out, const struct class_report *c);
void class_csv(struct buffer *out, const struct class_report *c);
void class_junit(struct buffer *out, const struct class_report *c);

/*
 * The same in pieces, for a class whose results are too many to be held at once: the
 * entries of `c` then have scores but no checks. Every entry must be given, in their
 * order: its result as JSON text (NULL if missing), or with its checks.
 */
void class_json_start(struct buffer *out, const struct class_report *c);
void class_json_entry(struct buffer *out, const struct class_report *c, size_t student,
                      size_t exercise, const char *result);
void class_json_end(struct buffer *out);

/* What JUnit wants to know beforehand. */
struct class_counts {
    size_t tests, failures, errors, skipped;
};
void class_count(struct class_counts *n, const struct class_entry *e);
void class_junit_start(struct buffer *out, const struct class_counts *n);
void class_junit_entry(struct buffer *out, const struct class_report *c, size_t student,
                       size_t exercise, const struct class_entry *e);
void class_junit_end(struct buffer *out);

/* results.json of a class back. 0, or -1 when it is none of ours; free with class_free(). */
int class_from_json(const json_t *object, struct class_report *out);

/* A plain table with a header row: cells are escaped here; columns after the first to the right. */
void table_print(struct buffer *out, bool colour, size_t columns, size_t rows,
                 const char *const *cells);

#endif
