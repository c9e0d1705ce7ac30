/*
 * The result of grading one submission: the only thing that reports read.
 */
#ifndef GRADER_JUDGE_RESULT_H
#define GRADER_JUDGE_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/judge.h"
#include "spec/spec.h"
#include "trace/timeline.h"

enum check_status { CHECK_PASSED, CHECK_FAILED, CHECK_SKIPPED };

struct check_result {
    char *id; /* unique within a result */
    enum check_kind kind;
    char *title;
    enum check_status status;
    double points, max_points;
    char *case_id; /* the case of the failure shown; NULL where it passed */
    bool hidden;   /* that case is hidden: show no arguments, no expected text from it */
    char *engine;  /* "native", "tsan"; NULL where it passed */
    char *
        message; /* one paragraph: expected …, but …; or why it was skipped; NULL where it passed */
    char *expected; /* may be NULL */
    char *seen;     /* may be NULL */
    char *excerpt;  /* lines around it; may be NULL */
    char *hint;     /* may be NULL */
    struct location *locations;
    size_t location_count;
    struct story *story; /* the failing schedule, where one was explored; NULL in hidden cases */
    size_t failed_cases, failed_hidden_cases, case_count; /* "in 2 of 5 cases, 1 of them hidden" */
};

struct diagnostic {
    bool is_error; /* else a warning */
    int line, column;
    char *message;
    char *source_line; /* may be NULL */
};

enum result_state {
    RESULT_GRADED,
    RESULT_ERROR, /* the machine or the grader failed (exit 3): nothing is said of the submission */
};

struct result {
    enum result_state state;
    char *error; /* RESULT_ERROR: why */
    char *exercise, *title;
    char *submission; /* as given */
    bool accepted;
    double score, max_score; /* two decimals */
    struct check_result *checks;
    size_t check_count, check_capacity;
    struct diagnostic *diagnostics; /* warnings and errors of the compiler in the student's file */
    size_t diagnostic_count, diagnostic_capacity;
    size_t hidden_case_count;
    char **notes; /* owned; what the student and the instructor should know beside the checks */
    size_t note_count, note_capacity;
    struct timeline *timelines; /* owned; the plain run of each public case */
    size_t timeline_count, timeline_capacity;
    char *isolation; /* "bubblewrap" */
    char *compiler;  /* "gcc" */
};

/*
 * Score: points of a check are shared over its cases by weight; points for
 * race, deadlock, memory and cleanup only where the case's output passed; a
 * silent case earns only if a case with output passes. `out` must be zeroed;
 * exercise, submission and the like are the caller's to fill.
 */
void score_result(const struct spec *spec, const struct case_verdict *cases, size_t case_count,
                  struct result *out);

/* A result whose build failed: one failed entry of kind build, all checks skipped, score 0. */
void score_build_failure(const struct spec *spec, const char *message, struct result *out);
/* The same for a program that could fool the checks. */
void score_integrity_failure(const struct spec *spec, const char *message, struct result *out);

void result_add_note(struct result *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct check_result *result_add_check(struct result *r);
void result_free(struct result *r);

#endif
