/*
 * The formats that results are told in: one table, one file a format. A format
 * tells of one submission, of a class, or of both.
 */
#ifndef GRADER_REPORT_FORMAT_H
#define GRADER_REPORT_FORMAT_H

#include "report/report.h"

struct format {
    const char *name; /* as in --format */
    const char *what; /* for help: "JUnit XML" */
    /* One submission; NULL: the format knows classes only. */
    void (*one)(struct buffer *out, const struct class_entry *e, const struct terminal_options *o);
    /* A class; NULL: the format knows single submissions only. */
    void (*all)(struct buffer *out, const struct class_report *c, const struct terminal_options *o);
};

extern const struct format formats[];
extern const size_t format_count;

/* The format of this name, or NULL. */
const struct format *format_find(const char *name);

/* Can it tell of a class, or of a single submission? */
bool format_tells(const struct format *f, bool of_class);

/* "terminal, json, …": those that tell of a class, or of one submission. Owned. */
char *format_names(bool of_class);

/* Prints one submission in a format that has `one` or `all`: a class of one then. */
void format_print_one(struct buffer *out, const struct format *f, struct class_entry *e,
                      const struct terminal_options *o);

/* ---- the formats; those not here are in report.h ---- */
void terminal_one(struct buffer *out, const struct class_entry *e,
                  const struct terminal_options *o);
void markdown_class(struct buffer *out, const struct class_report *c,
                    const struct terminal_options *o);
void github_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o);
void sarif_class(struct buffer *out, const struct class_report *c,
                 const struct terminal_options *o);
void html_class(struct buffer *out, const struct class_report *c, const struct terminal_options *o);
void moodle_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o);
void canvas_class(struct buffer *out, const struct class_report *c,
                  const struct terminal_options *o);
void gradescope_one(struct buffer *out, const struct class_entry *e,
                    const struct terminal_options *o);
void prairielearn_one(struct buffer *out, const struct class_entry *e,
                      const struct terminal_options *o);
void autolab_one(struct buffer *out, const struct class_entry *e, const struct terminal_options *o);
void vpl_one(struct buffer *out, const struct class_entry *e, const struct terminal_options *o);

#endif
