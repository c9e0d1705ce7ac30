/*
 * The judge: from traces to verdicts. It knows no engine and no sandbox.
 */
#ifndef GRADER_JUDGE_JUDGE_H
#define GRADER_JUDGE_JUDGE_H

#include "base/error.h"
#include "spec/spec.h"
#include "trace/trace.h"

enum verdict_status { VERDICT_PASSED, VERDICT_FAILED, VERDICT_SKIPPED };

/* What one check (or a fault that no check asks about) came to, in one case and one engine. */
struct verdict {
    enum verdict_status status;
    char *expected; /* owned; "each name is greeted once" … in the words of this case */
    char *seen;     /* owned; what happened, with virtual time and task; NULL when passed */
    char *excerpt;  /* owned; the few lines of output around it, or stacks; may be NULL */
    struct location *locations; /* owned */
    size_t location_count;
    struct story *story; /* owned; the failing schedule step by step, where explored; else NULL */
};

/* One run to be judged. */
struct judged_run {
    enum engine engine;
    const struct trace *trace;
    bool
        late; /* explored, and somebody was woken late: it says nothing of what waits bring about */
};

/* All that the judge says of one case. */
struct case_verdict {
    const struct spec_case *test_case;
    struct verdict *checks; /* one per spec check, in the spec's order: the first failing engine's,
                               else passed */
    enum engine *check_engines; /* which engine each of them speaks of */
    bool *varies; /* for each check: explored interleavings both pass and fail it. All false after
                     judging one case: who explored tells */
    size_t check_count; /* that of the spec */
    struct extra_verdict {
        enum check_kind kind;
        char *id;    /* owned; "crash", "deadlock", "unexpected_output", "time_limit", … */
        char *title; /* owned */
        enum engine engine;
        struct verdict verdict;
    } * extras; /* faults that no check of the spec asks about */
    size_t extra_count, extra_capacity;
    bool output_passed; /* every check of kind output passed */
    bool silent;        /* the right output of this case is empty */
};

/* A case whose patterns are compiled and whose operands are worked out, ready to judge runs. */
struct case_judge;

/* NULL when the spec cannot be evaluated (ERROR_USAGE). Both arguments must outlive it. */
struct case_judge *case_judge_open(const struct spec *spec, const struct spec_case *c,
                                   struct error *err);
void case_judge_close(struct case_judge *j); /* NULL is allowed */

/*
 * Judges the runs of the case as a whole. Returns 0, or -1 (ERROR_USAGE). Free
 * with case_verdict_free(). May be asked again with other runs.
 *
 * Which run is judged by what: checks of time read native and explored runs (a
 * sanitizer changes the processor time), those of concurrency native ones (it
 * must show, not in every run), those of findings all runs, all others native and
 * explored runs.
 */
int case_judge_runs(struct case_judge *j, const struct judged_run *runs, size_t run_count,
                    struct case_verdict *out, struct error *err);

/* The three in one. */
int judge_case(const struct spec *spec, const struct spec_case *c, const struct judged_run *runs,
               size_t run_count, struct case_verdict *out, struct error *err);

void case_verdict_free(struct case_verdict *v);

#endif
