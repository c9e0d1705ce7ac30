/* The parts of the HTML report; html.c puts them together. */
#ifndef GRADER_REPORT_HTML_H
#define GRADER_REPORT_HTML_H

#include "report/format.h"

/* The style sheet and the script, byte for byte as the hashes in the policy have it. */
const char *html_style(size_t *size);
const char *html_script(size_t *size);
extern const char html_style_hash[], html_script_hash[]; /* SHA-256 in base64 */

/* Untrusted text as HTML text or attribute value; newlines stay. NULL adds nothing. */
void html_text(struct buffer *out, const char *text);
/* The first `size` bytes of it; tabs become spaces. */
void html_code(struct buffer *out, const char *text, size_t size);

/* A sentence: text between two backticks is shown as code. NULL adds nothing. */
void html_prose(struct buffer *out, const char *text);

/* Points without needless zeros, "6.5". Static buffers of 4 calls. */
const char *html_points(double points);

/* Nanoseconds as "1.5 s" or "3 ms". Static buffers of 4 calls. */
const char *html_time(int64_t ns);

/* The whole class: figures, distribution, hardest checks, faults, time, students. */
void html_overview(struct buffer *out, const struct class_report *c);

/* One submission; `id` prefixes the ids of its parts. */
void html_entry(struct buffer *out, const char *id, const char *exercise,
                const struct class_entry *e, bool whole);

/* The source with its marked lines; nothing if it is not known. */
void html_source(struct buffer *out, const char *id, const struct class_entry *e);

/* A run drawn, one lane a thread or process. `table`: its events as a table too. */
void html_timeline(struct buffer *out, const char *exercise, const struct timeline *t, bool table);

/* A failing schedule, a column a task; with the script it can be stepped through. */
void html_story(struct buffer *out, const char *id, const struct result *r,
                const struct check_result *c);

#endif
