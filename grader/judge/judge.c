/*
 * Theory of operation.
 *
 * A case was run a few times, by different engines; each run left a trace. The
 * judge turns every trace's lines into events (events.c): the first pattern of
 * the spec that a line matches gives it its name and its captures. Then each
 * check asks its one rule about each run that it may judge, and the first run in
 * which the rule fails is the one that is shown; the native run comes first,
 * because its times are the plainest.
 *
 *     trace ─ events.c ─► judge_run ─┐
 *     spec + case ─ operands ────────┴─► rule (rules_*.c) ─► verdict ─ score.c ─► result
 *
 * Operands are Lua expressions over the arguments of the case. They are worked
 * out once a case, before any rule is asked (prepare()), so a rule is a plain
 * function of operands and run.
 *
 * Three questions come before a rule:
 *
 *  1. May it judge this run? Time only native and explored ones, since a
 *     sanitizer changes the processor time and the order of things. Concurrency
 *     only native ones: that threads can be at work at once must show in a run,
 *     not in every one. A recording of lines alone has no times, threads, files or
 *     status: what needs those is skipped. A race is only looked for under
 *     ThreadSanitizer and by the explorer. A check that no run can judge is
 *     skipped, which costs no points.
 *
 *     An eager run is judged in all but times. A late run, one under
 *     AddressSanitizer and one under ThreadSanitizer say nothing of time or
 *     output, only of what the engine found; an explored one where somebody was
 *     woken late, of mutual exclusion too. In that one a program may have given
 *     up because a timed wait ran out: this is no fault.
 *
 *     A check with `sometimes` wants to be seen in one run only, explored ones
 *     included, and fails if no run shows it.
 *
 *  2. Is there anything to judge? A rule like 'no line comes too early' holds for
 *     a program that prints nothing. So in a case that asks for output, a rule
 *     passes only if the events that it speaks about occur; unless `each` and
 *     `lines` say that none should, and even then only if the program printed
 *     some right line at all. In a silent case (nothing to be printed) such rules
 *     pass, and score.c sees to it that those points are earned elsewhere.
 *
 *  3. Did the program get to its end? If not, every failure says so: the missing
 *     line is then not the cause but the effect.
 *
 * `where` and `that` are Lua over what the submission printed. Where they trip
 * over it, the check fails and tells so; the spec is not at fault, and no output
 * can turn a grade into an error. Work over the output is bounded for the same reason.
 *
 * What the engines found and no check asks about becomes an extra (extras.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

#define EXPECTED_LINES_MAX 512 /* for near misses; more are not looked at */

/* What a rule needs to be true, or to be there, before it is asked. */
enum vacuity {
    VACUITY_NONE,   /* the rule itself fails where nothing was done */
    VACUITY_OUTPUT, /* some right line must have been printed */
    VACUITY_ALL,    /* each event that it names must occur */
    VACUITY_ANY,    /* one of them must */
    VACUITY_BEFORE, /* the event `before`, unless it is "join", must occur */
};

static const struct rule_entry {
    rule_function *judge;
    bool lines_suffice; /* a recording of lines can be judged */
    bool native_only;
    enum vacuity vacuity;
} rules[] = {
    [RULE_NO_FINDING] = {rule_no_finding, false, false, VACUITY_NONE},
    [RULE_EACH] = {rule_each, true, false, VACUITY_NONE},
    [RULE_LINES] = {rule_lines, true, false, VACUITY_NONE},
    [RULE_UNEXPECTED] = {rule_unexpected, true, false, VACUITY_OUTPUT},
    [RULE_ORDER] = {rule_order, true, false, VACUITY_ALL},
    [RULE_ALL_BEFORE] = {rule_all_before, true, false, VACUITY_ALL},
    [RULE_GAP] = {rule_gap, false, false, VACUITY_ALL},
    [RULE_TOTAL] = {rule_total, false, false, VACUITY_OUTPUT},
    [RULE_INSIDE] = {rule_inside, true, false, VACUITY_ALL},
    [RULE_EXCLUSIVE] = {rule_exclusive, false, false, VACUITY_ANY},
    [RULE_ACTORS] = {rule_actors, false, false, VACUITY_ANY},
    [RULE_STARTED] = {rule_started, false, false, VACUITY_BEFORE},
    [RULE_WORKERS] = {rule_workers, false, false, VACUITY_NONE},
    [RULE_FILE] = {rule_file, false, false, VACUITY_NONE},
    [RULE_FILE_EXCLUSIVE] = {rule_file_exclusive, false, false, VACUITY_NONE},
    [RULE_FILE_BEFORE] = {rule_file_before, false, false, VACUITY_BEFORE},
    [RULE_EXIT] = {rule_exit, false, false, VACUITY_OUTPUT},
    [RULE_CPU] = {rule_cpu, false, true, VACUITY_OUTPUT},
    [RULE_THAT] = {rule_that, true, false, VACUITY_OUTPUT},
};

/* ---- what rules call ---- */

void ruling_fail(struct ruling *r, char *expected, char *seen)
{
    r->out->status = VERDICT_FAILED;
    r->out->expected = expected;
    r->out->seen = seen;
}

void ruling_mark(struct ruling *r, const struct judge_line *line)
{
    if (r->mark_count < MARKS_MAX)
        r->marks[r->mark_count++] = line->index;
}

int ruling_lines(struct ruling *r, struct line_list *out, struct error *err)
{
    cleanup_free bool *wanted = xcalloc(r->j->spec->event_count, sizeof *wanted);
    for (size_t i = 0; r->check->events[i]; i++) {
        int type = judging_type(r->j, r->check->events[i], err);
        if (type < 0)
            return -1;
        wanted[type] = true;
    }
    for (size_t i = 0; i < r->run->line_count; i++) {
        const struct judge_line *line = &r->run->lines[i];
        if (line->type >= 0 && wanted[line->type])
            *GROW(out->items, out->count, out->capacity) = line;
    }
    return 0;
}

int judging_type(const struct judging *j, const char *name, struct error *err)
{
    for (size_t i = 0; i < j->spec->event_count; i++)
        if (strcmp(j->spec->events[i].name, name) == 0)
            return (int)i;
    return error_set(err, ERROR_USAGE, "there is no event named %s", name);
}

bool judging_expects_none(const struct judging *j, const char *name)
{
    cleanup_error struct error ignored = ERROR_INIT;
    int type = judging_type(j, name, &ignored);
    return type >= 0 && j->expectations[type].known && j->expectations[type].count == 0;
}

bool judging_expects_none_in_file(const struct judging *j, const char *file)
{
    for (size_t i = 0; i < j->spec->check_count; i++) {
        const struct spec_check *check = &j->spec->checks[i];
        if (check->rule == RULE_FILE && strcmp(check->file, file) == 0)
            return j->operands[i].list_count == 0;
    }
    return false;
}

static void add_expected(struct judging *j, const char *line)
{
    if (j->expected_line_count < EXPECTED_LINES_MAX)
        *GROW(j->expected_lines, j->expected_line_count, j->expected_line_capacity) = xstrdup(line);
}

static void add_expected_each(struct judging *j, const struct spec_check *check, const char *value)
{
    cleanup_error struct error ignored = ERROR_INIT;
    for (size_t i = 0; check->events[i]; i++) {
        int type = judging_type(j, check->events[i], &ignored);
        if (type < 0)
            continue;
        bool complete;
        cleanup_free char *line =
            render_pattern(j->spec->events[type].pattern, check->capture, value, &complete);
        if (line && complete)
            add_expected(j, line);
    }
}

void judging_make_expected_lines(struct judging *j)
{
    for (size_t i = 0; !j->expected_lines_made && i < j->spec->check_count; i++) {
        const struct spec_check *check = &j->spec->checks[i];
        for (size_t k = 0; k < j->operands[i].list_count; k++) {
            if (check->rule == RULE_LINES)
                add_expected(j, j->operands[i].list[k]);
            else if (check->rule == RULE_EACH)
                add_expected_each(j, check, j->operands[i].list[k]);
        }
    }
    j->expected_lines_made = true;
}

/* ---- preparing a case ---- */

static int evaluate(struct judging *j, const struct spec_check *check, struct operands *o,
                    struct error *err)
{
    *o = (struct operands){.count = 1, .tolerance_ns = DEFAULT_TOLERANCE_NS};
    o->has_count = check->count;
    o->has_at_most = check->at_most;
    o->has_reaches = check->reaches;
    if ((check->list &&
         expression_strings(j->env, check->list, &o->list, &o->list_count, err) < 0) ||
        (check->count && expression_integer(j->env, check->count, &o->count, err) < 0) ||
        (check->at_most && expression_number(j->env, check->at_most, &o->at_most, err) < 0) ||
        (check->reaches && expression_number(j->env, check->reaches, &o->reaches, err) < 0) ||
        (check->is.expression && expression_duration(j->env, &check->is, &o->is_ns, err) < 0) ||
        (check->tolerance.expression &&
         expression_duration(j->env, &check->tolerance, &o->tolerance_ns, err) < 0))
        return error_wrap(err, "case %s: check %s", j->test_case->id, check->id);
    return 0;
}

static void expect(struct judging *j, int type, int64_t count)
{
    struct expectation *e = &j->expectations[type];
    e->count = e->known && e->count > count ? e->count : count;
    e->known = true;
}

/* An `each` or `lines` check says how often its events should occur. */
static int expect_of_check(struct judging *j, const struct spec_check *check,
                           const struct operands *o, struct error *err)
{
    cleanup_free int64_t *counts = xcalloc(j->spec->event_count, sizeof *counts);
    for (size_t i = 0; check->rule == RULE_LINES && i < o->list_count; i++) {
        int type = event_types_match(j->types, o->list[i], strlen(o->list[i]));
        if (type >= 0)
            counts[type]++;
    }
    for (size_t i = 0; check->events[i]; i++) {
        int type = judging_type(j, check->events[i], err);
        if (type < 0)
            return error_wrap(err, "check %s", check->id);
        expect(j, type,
               check->rule == RULE_LINES ? counts[type] : (int64_t)o->list_count * o->count);
    }
    return 0;
}

/* Silent: what `each` and `lines` ask for is nothing (and there are such checks). */
static int prepare_expectations(struct judging *j, struct error *err)
{
    bool asked = false, something = false;
    for (size_t i = 0; i < j->spec->check_count; i++) {
        const struct spec_check *check = &j->spec->checks[i];
        const struct operands *o = &j->operands[i];
        if (check->rule != RULE_EACH && check->rule != RULE_LINES)
            continue;
        asked = true;
        something |= o->list_count && o->count;
        if (expect_of_check(j, check, o, err) < 0)
            return -1;
    }
    j->silent = asked && !something;
    return 0;
}

static int prepare(struct judging *j, struct error *err)
{
    j->operands = xcalloc(j->spec->check_count, sizeof *j->operands);
    j->expectations = xcalloc(j->spec->event_count, sizeof *j->expectations);
    j->types = event_types_compile(j->spec, err);
    if (!j->types)
        return -1;
    j->env = expression_env_create(j->spec, j->test_case, err);
    if (!j->env)
        return error_wrap(err, "case %s", j->test_case->id);
    for (size_t i = 0; i < j->spec->check_count; i++)
        if (evaluate(j, &j->spec->checks[i], &j->operands[i], err) < 0)
            return -1;
    return prepare_expectations(j, err);
}

static void judging_free(struct judging *j)
{
    for (size_t i = 0; j->operands && i < j->spec->check_count; i++)
        free_strings(j->operands[i].list);
    for (size_t i = 0; i < j->expected_line_count; i++)
        free(j->expected_lines[i]);
    free(j->expected_lines);
    free(j->operands);
    free(j->expectations);
    event_types_free(j->types);
    expression_env_free(j->env);
}

/* ---- is there anything to judge? ---- */

/* Would a right program do nothing that this rule looks at? */
static bool expects_nothing(const struct ruling *r)
{
    const struct spec_check *check = r->check;
    const struct operands *o = r->operands;
    switch (check->rule) {
    case RULE_EACH:
        return !o->list_count || !o->count;
    case RULE_LINES:
    case RULE_FILE:
        return !o->list_count;
    case RULE_ACTORS:
    case RULE_STARTED:
    case RULE_WORKERS:
        return o->has_count && o->count == 0;
    case RULE_FILE_BEFORE:
        return judging_expects_none(r->j, check->before);
    case RULE_FILE_EXCLUSIVE:
        return judging_expects_none_in_file(r->j, check->file);
    case RULE_ORDER:
    case RULE_ALL_BEFORE:
    case RULE_GAP:
    case RULE_INSIDE:
    case RULE_EXCLUSIVE:
        for (size_t i = 0; check->events[i]; i++)
            if (!judging_expects_none(r->j, check->events[i]))
                return false;
        return true;
    default:
        return rules[check->rule].vacuity == VACUITY_OUTPUT;
    }
}

static bool occurs(const struct ruling *r, const char *name)
{
    cleanup_error struct error ignored = ERROR_INIT;
    int type = judging_type(r->j, name, &ignored);
    for (size_t i = 0; i < r->run->line_count; i++)
        if (type >= 0 && r->run->lines[i].type == type)
            return true;
    return false;
}

/* The events that a rule cannot do without; NULL: it can. */
static const char *missing_event(const struct ruling *r)
{
    const struct spec_check *check = r->check;
    enum vacuity vacuity = rules[check->rule].vacuity;
    if (vacuity == VACUITY_BEFORE)
        return strcmp(check->before, "join") == 0 || occurs(r, check->before) ? NULL
                                                                              : check->before;
    if (vacuity != VACUITY_ALL && vacuity != VACUITY_ANY)
        return NULL;
    const char *missing = NULL;
    for (size_t i = 0; check->events[i]; i++) {
        bool fine = occurs(r, check->events[i]) ||
                    (vacuity == VACUITY_ALL && judging_expects_none(r->j, check->events[i]));
        if (fine && vacuity == VACUITY_ANY)
            return NULL;
        if (!fine && !missing)
            missing = check->events[i];
    }
    return missing;
}

static char *quote_missing(struct ruling *r, const char *missing)
{
    if (rules[r->check->rule].vacuity == VACUITY_ANY)
        return words_quote_events(r->j, r->check->events);
    return words_quote_events(r->j, (char *const[]){(char *)missing, NULL});
}

bool ruling_may_be_idle(const struct ruling *r)
{
    return r->j->silent || (r->run->late && !r->check->sometimes);
}

/* The rule has nothing to go by: what it speaks of did not happen, and it should have. */
static bool fail_missing(struct ruling *r)
{
    const char *missing = ruling_may_be_idle(r) || expects_nothing(r) ? NULL : missing_event(r);
    if (!missing)
        return false;
    cleanup_free char *quoted = quote_missing(r, missing);
    ruling_fail(r, xasprintf("lines %s to judge by", quoted), xstrdup("no such line was printed"));
    return true;
}

/* The rule holds, but it holds for a program that does nothing too. */
static void fail_idle(struct ruling *r)
{
    if (ruling_may_be_idle(r) || r->run->matched || !expects_nothing(r))
        return;
    ruling_fail(r, xstrdup("some of the lines that the exercise asks for"),
                xstrdup("none was printed, so there is nothing to judge"));
}

/* ---- judging ---- */

static void append_seen(struct verdict *v, const char *text)
{
    char *old = v->seen;
    v->seen = xasprintf("%s%s", old, text);
    free(old);
}

/* What every failed rule tells besides its own words. */
static void finish_failure(struct ruling *r)
{
    struct verdict *v = r->out;
    if (r->check->rule == RULE_NO_FINDING)
        return;
    cleanup_free char *cut = r->check->rule == RULE_EXIT ? NULL : judge_cut_short(r->run->trace);
    if (cut) {
        cleanup_free char *text = xasprintf(". The program did not get to its end: %s", cut);
        append_seen(v, text);
    }
    if (r->run->engine == ENGINE_EXPLORE && !r->check->sometimes)
        append_seen(v, ". This does not happen every time: it takes threads that take turns as "
                       "in the steps below");
    if (!v->excerpt)
        v->excerpt = words_excerpt(r->run, r->marks, r->mark_count);
}

static int judge_run_by_check(struct ruling *r, struct error *err)
{
    if (!fail_missing(r)) {
        if (rules[r->check->rule].judge(r, err) < 0)
            return -1;
        if (r->out->status != VERDICT_FAILED)
            fail_idle(r);
    }
    if (r->out->status == VERDICT_FAILED)
        finish_failure(r);
    return 0;
}

static bool finds_only(const struct judge_run *run, const struct spec_check *check)
{
    return run->engine & ENGINES_FINDINGS_ONLY ||
           (run->late && check->kind != KIND_EXCLUSION && !check->sometimes);
}

/* Why this check cannot judge this run; NULL when it can. */
static const char *why_not(const struct spec_check *check, const struct judge_run *run)
{
    const struct rule_entry *rule = &rules[check->rule];
    bool plain = check->kind == KIND_TIME || check->kind == KIND_CONCURRENCY;
    bool explored_too = (check->kind == KIND_TIME || check->sometimes) && !rule->native_only;
    if (finds_only(run, check) && check->rule != RULE_NO_FINDING)
        return "it is judged in runs that are on time and come to their end, and this case has "
               "none";
    if ((plain || rule->native_only) && run->engine != ENGINE_NATIVE &&
        !(explored_too && run->engine == ENGINE_EXPLORE))
        return "it is judged in the plain run only, and this case has none";
    bool needs_times = check->rule == RULE_THAT && plain;
    if (run->trace->lines_only && (needs_times || !rule->lines_suffice))
        return "a recording of lines shows no times, threads, files or exit status";
    return NULL;
}

static bool lacks_race_detector(const struct spec_check *check, const struct judge_run *runs,
                                size_t run_count)
{
    if (check->rule != RULE_NO_FINDING || check->kind != KIND_RACE)
        return false;
    for (size_t i = 0; i < run_count; i++)
        if (runs[i].engine == ENGINE_TSAN || runs[i].engine == ENGINE_EXPLORE)
            return false;
    return true;
}

static void verdict_free(struct verdict *v)
{
    free(v->expected);
    free(v->seen);
    free(v->excerpt);
    for (size_t i = 0; i < v->location_count; i++) {
        free(v->locations[i].file);
        free(v->locations[i].function);
    }
    free(v->locations);
    story_free(v->story);
}

static int judge_in_run(struct ruling *r, const struct judge_run *run, struct verdict *out,
                        struct error *err)
{
    *out = (struct verdict){0};
    r->out = out;
    r->run = run;
    r->mark_count = 0;
    if (judge_run_by_check(r, err) < 0)
        return -1;
    if (out->status == VERDICT_FAILED &&
        !r->check->sometimes) /* what no run shows, no story tells */
        out->story = story_copy(run->trace->story);
    return 0;
}

/* The first run that fails decides; for a check with `sometimes`, the first that passes. */
static int judge_check(struct judging *j, size_t index, const struct judge_run *runs,
                       size_t run_count, struct case_verdict *out, struct error *err)
{
    struct ruling r = {.j = j, .check = &j->spec->checks[index], .operands = &j->operands[index]};
    struct verdict *result = &out->checks[index];
    bool no_detector = lacks_race_detector(r.check, runs, run_count), judged = false;
    enum verdict_status decides = r.check->sometimes ? VERDICT_PASSED : VERDICT_FAILED;
    const char *reason =
        no_detector ? "data races are looked for under ThreadSanitizer and by the explorer, and "
                      "this case was run by neither"
                    : "this case was not run";
    for (size_t i = 0; i < run_count && !(judged && result->status == decides); i++) {
        struct verdict here;
        const char *not_this = why_not(r.check, &runs[i]);
        if (not_this) {
            reason = not_this;
            continue;
        }
        if (judge_in_run(&r, &runs[i], &here, err) < 0)
            return -1;
        if (here.status == VERDICT_SKIPPED) {
            reason = "the runs of this case do not show it";
            verdict_free(&here);
            continue;
        }
        bool tells_more = !judged || here.status == decides;
        if (tells_more)
            out->check_engines[index] = runs[i].engine;
        verdict_free(tells_more ? result : &here);
        *result = tells_more ? here : *result;
        judged = true;
    }
    if ((!judged || no_detector) && result->status != VERDICT_FAILED) {
        result->status = VERDICT_SKIPPED;
        result->seen = xasprintf("Not judged: %s", reason);
    }
    return 0;
}

/* Every output check passed; where a spec has none, some right line must have come. */
static bool output_passed(const struct spec *spec, const struct case_verdict *v,
                          const struct judge_run *runs, size_t run_count)
{
    bool any = false;
    for (size_t i = 0; i < spec->check_count; i++) {
        if (spec->checks[i].kind != KIND_OUTPUT)
            continue;
        if (v->checks[i].status == VERDICT_FAILED)
            return false;
        any |= v->checks[i].status == VERDICT_PASSED;
    }
    for (size_t i = 0; !any && i < run_count; i++)
        any = runs[i].matched > 0;
    return any || v->silent;
}

/* Native runs first: what they show is the plainest. */
static struct judge_run *read_runs(struct judging *j, const struct judged_run *runs, size_t count)
{
    struct judge_run *out = xcalloc(count, sizeof *out);
    size_t filled = 0;
    for (int native = 1; native >= 0; native--)
        for (size_t i = 0; i < count; i++)
            if ((runs[i].engine == ENGINE_NATIVE) == native)
                judge_run_read(j->types, &runs[i], &out[filled++]);
    return out;
}

static int judge_runs(struct judging *j, const struct judge_run *runs, size_t run_count,
                      struct case_verdict *out, struct error *err)
{
    out->silent = j->silent;
    for (size_t i = 0; i < j->spec->check_count; i++)
        if (judge_check(j, i, runs, run_count, out, err) < 0)
            return error_wrap(err, "case %s", j->test_case->id);
    extras_find(j, runs, run_count, out);
    out->output_passed = output_passed(j->spec, out, runs, run_count);
    return 0;
}

struct case_judge {
    struct judging judging;
};

struct case_judge *case_judge_open(const struct spec *spec, const struct spec_case *c,
                                   struct error *err)
{
    struct case_judge *judge = xcalloc(1, sizeof *judge);
    judge->judging = (struct judging){.spec = spec, .test_case = c};
    if (prepare(&judge->judging, err) == 0)
        return judge;
    case_judge_close(judge);
    return NULL;
}

void case_judge_close(struct case_judge *judge)
{
    if (!judge)
        return;
    judging_free(&judge->judging);
    free(judge);
}

int case_judge_runs(struct case_judge *judge, const struct judged_run *runs, size_t run_count,
                    struct case_verdict *out, struct error *err)
{
    const struct spec *spec = judge->judging.spec;
    *out = (struct case_verdict){.test_case = judge->judging.test_case};
    out->checks = xcalloc(spec->check_count, sizeof *out->checks);
    out->check_engines = xcalloc(spec->check_count, sizeof *out->check_engines);
    out->varies = xcalloc(spec->check_count, sizeof *out->varies);
    out->check_count = spec->check_count;
    struct judge_run *read = read_runs(&judge->judging, runs, run_count);
    int status = judge_runs(&judge->judging, read, run_count, out, err);
    for (size_t i = 0; i < run_count; i++)
        judge_run_free(&read[i]);
    free(read);
    if (status < 0)
        case_verdict_free(out);
    return status;
}

int judge_case(const struct spec *spec, const struct spec_case *c, const struct judged_run *runs,
               size_t run_count, struct case_verdict *out, struct error *err)
{
    struct case_judge *judge = case_judge_open(spec, c, err);
    int status = judge ? case_judge_runs(judge, runs, run_count, out, err) : -1;
    case_judge_close(judge);
    return status;
}

void case_verdict_free(struct case_verdict *v)
{
    for (size_t i = 0; i < v->check_count; i++)
        verdict_free(&v->checks[i]);
    for (size_t i = 0; i < v->extra_count; i++) {
        free(v->extras[i].id);
        free(v->extras[i].title);
        verdict_free(&v->extras[i].verdict);
    }
    free(v->checks);
    free(v->check_engines);
    free(v->varies);
    free(v->extras);
    *v = (struct case_verdict){0};
}
