/*
 * What the files of the judge share; nobody outside this folder includes it.
 * judge.c opens with the theory of operation.
 */
#ifndef GRADER_JUDGE_JUDGING_H
#define GRADER_JUDGE_JUDGING_H

#include <stdint.h>

#include "base/error.h"
#include "judge/judge.h"
#include "spec/expression.h"
#include "spec/spec.h"
#include "trace/trace.h"

#define SECOND_NS            INT64_C(1000000000)
#define DEFAULT_TOLERANCE_NS (SECOND_NS / 4)
#define NOWHERE              SIZE_MAX /* an index that stands for nothing */

/* ---- events.c: lines become events ---- */

struct event_types; /* the compiled patterns of a spec */

/* One line of output. `type` is an index into spec.events, or -1: no pattern matches it. */
struct judge_line {
    const struct trace_event *at;
    size_t index; /* its own index in judge_run.lines */
    int type;
    char **values; /* owned, one per capture of the type; an entry is NULL when it took no part */
    size_t *sizes;
    size_t value_count;
};

struct judge_run {
    enum engine engine;
    bool late;
    const struct trace *trace;
    struct judge_line *lines;
    size_t line_count, line_capacity;
    size_t matched; /* lines that are events */
};

struct event_types *event_types_compile(const struct spec *spec, struct error *err);
void event_types_free(struct event_types *types);
int event_types_match(struct event_types *types, const char *text, size_t size); /* type or -1 */
int event_types_capture(const struct event_types *types, int type, const char *name); /* or -1 */
const char *const *event_types_captures(const struct event_types *types, int type, size_t *count);

/* Lines cut off in a recording are dropped; a line without its newline never matches. */
void judge_run_read(struct event_types *types, const struct judged_run *from,
                    struct judge_run *out);
void judge_run_free(struct judge_run *run);

/* The value of capture number `capture` (-1: none), never NULL. */
const char *judge_line_value(const struct judge_line *line, int capture, size_t *size);

/* The lines of one type, in order. */
struct line_list {
    const struct judge_line **items; /* owned array */
    size_t count, capacity;
};
#define cleanup_lines __attribute__((cleanup(line_list_free)))
void line_list_add_type(struct line_list *list, const struct judge_run *run, int type);
void line_list_free(struct line_list *list);

/* ---- render.c ---- */

/*
 * A line that `pattern` matches, for people: "Goodbye to: Ann" from
 * '^Goodbye to: (?<name>.*)$'. What is not known shows as "…". *complete tells
 * that nothing was left open. NULL when the pattern is too rich.
 */
char *render_pattern(const char *pattern, const char *capture, const char *value, bool *complete);

/* ---- judge.c: one case being judged ---- */

/* The operands of a check, evaluated for this case. */
struct operands {
    char **list; /* owned; NULL-terminated; NULL when the check has none */
    size_t list_count;
    int64_t count; /* 1 when the check has none */
    bool has_count;
    double at_most, reaches;
    bool has_at_most, has_reaches;
    int64_t is_ns, tolerance_ns;
};

/* How often an event should occur, as far as `each` and `lines` say. */
struct expectation {
    bool known;
    int64_t count;
};

struct judging {
    const struct spec *spec;
    const struct spec_case *test_case;
    struct expression_env *env;
    struct event_types *types;
    struct operands *operands;        /* one per check */
    struct expectation *expectations; /* one per event type */
    char **expected_lines; /* lines that `each` and `lines` ask for; made when first wanted */
    size_t expected_line_count, expected_line_capacity;
    bool expected_lines_made;
    bool silent;
};

#define MARKS_MAX 4

/* One check judged in one run. A rule that says nothing has passed. */
struct ruling {
    struct judging *j;
    const struct judge_run *run;
    const struct spec_check *check;
    const struct operands *operands;
    struct verdict *out;
    size_t marks[MARKS_MAX]; /* indices of the telling lines */
    size_t mark_count;
};

typedef int rule_function(struct ruling *r, struct error *err);

/* Both strings become the verdict's. "Expected EXPECTED, but SEEN." must read as a sentence. */
void ruling_fail(struct ruling *r, char *expected, char *seen);
void ruling_mark(struct ruling *r, const struct judge_line *line);

/*
 * May a right program do nothing here that the check looks at? So it is where the right output is
 * empty, and where sleepers were late: a timed wait may have run out, and the program given up.
 */
bool ruling_may_be_idle(const struct ruling *r);

/* The lines of all events of the check, in order. */
int ruling_lines(struct ruling *r, struct line_list *out, struct error *err);

/* The type of an event's name; -1 with ERROR_USAGE when there is none. */
int judging_type(const struct judging *j, const char *name, struct error *err);

/* True when `each` and `lines` ask for no such event at all in this case. */
bool judging_expects_none(const struct judging *j, const char *name);

/* True when a `file: …, lines:` check asks for nothing in this file. */
bool judging_expects_none_in_file(const struct judging *j, const char *file);

/* Fills expected_lines once. */
void judging_make_expected_lines(struct judging *j);

/* Why the program did not get to its end, as a clause; NULL when it exited. Owned. */
char *judge_cut_short(const struct trace *t);

/* ---- pairing.c ---- */

/* Which b belongs to which a (docs/spec.md). partner_of_a[i] is an index into b, or NOWHERE. */
struct pairing {
    struct line_list a, b;
    size_t *partner_of_a, *partner_of_b;
    size_t pair_count;
    bool same_type; /* a and b are lines of one event: then nobody must have a partner */
};

/* 0; -1 on error; 1 when it could not be done with these lines: then the ruling has failed. */
#define cleanup_pairing __attribute__((cleanup(pairing_free)))
int pairing_make(struct ruling *r, struct pairing *out, struct error *err);
void pairing_free(struct pairing *p);

/* ---- words.c: how things are called in messages. Owned strings unless said otherwise. ---- */

char *words_quote(const char *bytes, size_t size);
char *words_quote_line(const struct judge_line *line);
char *words_quote_event(const struct judging *j, int type, const char *capture, const char *value);
char *words_quote_events(const struct judging *j, char *const *names);
char *words_where(const struct judge_run *run, const struct judge_line *line);
char *words_duration(int64_t ns);                                  /* "2 s", "0.25 s" */
char *words_span(int64_t ns, int64_t tolerance_ns);                /* "2 s (± 0.25 s)" */
char *words_tasks(enum spec_tasks tasks, int64_t count);           /* "3 threads" */
char *words_times(int64_t count);                                  /* "once", "3 times" */
char *words_more(size_t count, const char *one, const char *many); /* ". 2 more …", or "" */
char *words_excerpt(const struct judge_run *run, const size_t *marks, size_t mark_count);
double words_seconds(int64_t ns);

/* ---- near.c: slips of the pen ---- */

/* How two unequal lines differ when they differ little: "only in spaces"; else NULL. Static. */
const char *near_how(const char *a, size_t a_size, const char *b, size_t b_size);

/* What an unexpected line may have been meant to be, as a sentence; NULL when nothing is near. */
char *near_explain(const struct judging *j, const struct judge_line *line);

/* The unexpected line of the run that comes near to `wanted`; NULL when there is none. */
const struct judge_line *near_find(const struct judge_run *run, const char *wanted);

/* ---- rules_*.c ---- */

rule_function rule_each, rule_lines, rule_unexpected;
rule_function rule_order, rule_all_before, rule_inside;
rule_function rule_gap, rule_total, rule_cpu;
rule_function rule_exclusive, rule_actors, rule_started, rule_workers;
rule_function rule_file, rule_file_exclusive, rule_file_before;
rule_function rule_exit, rule_that, rule_no_finding;

/* Is it a task of this kind, other than the initial one and the detector's own? */
bool judge_task_is(const struct trace *t, int task, enum spec_tasks tasks);

/* The verdict that a finding makes. */
void verdict_from_finding(struct verdict *v, const struct finding *f);

/* ---- extras.c ---- */

void extras_find(struct judging *j, const struct judge_run *runs, size_t run_count,
                 struct case_verdict *out);

#endif
