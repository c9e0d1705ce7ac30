/* What the writers of JSON share: texts of strangers, points, names of states. */
#ifndef GRADER_REPORT_JSON_H
#define GRADER_REPORT_JSON_H

#include <jansson.h>

#include "judge/result.h"

/* Untrusted bytes as a JSON string; NULL becomes null. */
json_t *json_text(const char *text);

/* Points have two decimals; whole ones are written without any. */
json_t *json_points(double points);

/* "passed", "failed", "skipped"; the other way round -1 if there is none. */
const char *check_status_name(enum check_status status);
int check_status_parse(const char *name);

/* "exited", "signaled", "deadlock", "limit"; the other way round -1 if there is none. */
const char *run_end_name(enum run_end end);
int run_end_parse(const char *name);

#endif
