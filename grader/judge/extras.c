/* Faults that no check of the spec asks about: they are told, and they make the verdict rejected.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

static bool spec_asks(const struct spec *spec, enum rule rule, enum check_kind kind)
{
    for (size_t i = 0; i < spec->check_count; i++)
        if (spec->checks[i].rule == rule &&
            (rule != RULE_NO_FINDING || spec->checks[i].kind == kind))
            return true;
    return false;
}

static bool is_known(const struct case_verdict *out, const char *id)
{
    for (size_t i = 0; i < out->extra_count; i++)
        if (strcmp(out->extras[i].id, id) == 0)
            return true;
    return false;
}

static struct extra_verdict *add_extra(struct case_verdict *out, enum check_kind kind,
                                       const char *id, const char *title,
                                       const struct judge_run *run)
{
    struct extra_verdict *x = GROW(out->extras, out->extra_count, out->extra_capacity);
    x->kind = kind;
    x->id = xstrdup(id);
    x->title = xstrdup(title);
    x->engine = run->engine;
    x->verdict.status = VERDICT_FAILED;
    x->verdict.story = story_copy(run->trace->story);
    return x;
}

static void add_finding(struct case_verdict *out, const struct judge_run *run,
                        const struct finding *f)
{
    cleanup_free char *id = xstrdup(f->code);
    cleanup_free char *title = xstrdup(f->code);
    for (char *p = id; *p; p++)
        *p = *p == '-' ? '_' : *p;
    for (char *p = title; *p; p++)
        *p = *p == '-' || *p == '_' ? ' ' : *p;
    if (*title >= 'a' && *title <= 'z')
        *title -= 'a' - 'A';
    if (!is_known(out, id))
        verdict_from_finding(&add_extra(out, f->kind, id, title, run)->verdict, f);
}

static void add_unexpected(struct judging *j, struct case_verdict *out, const struct judge_run *run)
{
    struct verdict verdict = {0};
    struct ruling r = {.j = j, .run = run, .out = &verdict};
    struct error none = ERROR_INIT;
    rule_unexpected(&r, &none);
    if (verdict.status != VERDICT_FAILED)
        return;
    verdict.excerpt = words_excerpt(run, r.marks, r.mark_count);
    struct extra_verdict *x =
        add_extra(out, KIND_OUTPUT, "unexpected_output", "Nothing else is printed", run);
    verdict.story = x->verdict.story;
    x->verdict = verdict;
}

/* Engines make findings of every bad end; a plain nonzero status is nobody's but ours. */
static void add_end(struct case_verdict *out, const struct judge_run *run)
{
    const struct trace *t = run->trace;
    if (t->finding_count || (t->end == RUN_EXITED && t->status == 0))
        return;
    if (t->end == RUN_EXITED) {
        struct extra_verdict *x =
            add_extra(out, KIND_OUTPUT, "exit_status", "The program ends with status 0", run);
        x->verdict.expected = xstrdup("the program to end with exit status 0");
        x->verdict.seen = xasprintf("it ended with %d, at %.3f s. main must return 0", t->status,
                                    words_seconds(t->total_ns));
        return;
    }
    bool memory = t->end == RUN_SIGNALED && (t->status == SIGSEGV || t->status == SIGBUS);
    enum check_kind kind = t->end == RUN_DEADLOCK ? KIND_DEADLOCK
                           : t->end == RUN_LIMIT  ? KIND_LIMITS
                           : memory               ? KIND_MEMORY
                                                  : KIND_OUTPUT;
    struct extra_verdict *x =
        add_extra(out, kind, "abnormal_end", "The program ends by itself", run);
    x->verdict.expected = xstrdup("the program to end by itself");
    x->verdict.seen = judge_cut_short(t);
}

void extras_find(struct judging *j, const struct judge_run *runs, size_t run_count,
                 struct case_verdict *out)
{
    bool exit_asked = spec_asks(j->spec, RULE_EXIT, KIND_OUTPUT);
    bool lines_asked = spec_asks(j->spec, RULE_UNEXPECTED, KIND_OUTPUT);
    for (size_t i = 0; i < run_count; i++) {
        const struct trace *t = runs[i].trace;
        for (size_t k = 0; k < t->finding_count; k++) {
            const struct finding *f = &t->findings[k];
            bool gave_up = runs[i].late && f->kind == KIND_OUTPUT; /* over what time has brought */
            if (!f->is_note && !gave_up && !spec_asks(j->spec, RULE_NO_FINDING, f->kind))
                add_finding(out, &runs[i], f);
        }
        if (runs[i].engine & ENGINES_FINDINGS_ONLY || runs[i].late)
            continue;
        if (!lines_asked && !is_known(out, "unexpected_output"))
            add_unexpected(j, out, &runs[i]);
        if (!exit_asked && !is_known(out, "exit_status") && !is_known(out, "abnormal_end"))
            add_end(out, &runs[i]);
    }
}
