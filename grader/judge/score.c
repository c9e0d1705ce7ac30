/* From verdicts to points, and to the entries that reports read. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/result.h"

/* ---- points ---- */

static int64_t cents(double points)
{
    return llround(points * 100);
}

/*
 * `share` of the points, to two decimals. Full marks are exact, and what is not
 * full never rounds up to it.
 */
static double round_points(double points, double share, bool full)
{
    if (full)
        return points;
    int64_t all = cents(points), part = cents(points * share);
    part = part >= all ? all - 1 : part;
    return part > 0 ? (double)part / 100 : 0;
}

/* Kinds in which a program that does nothing is faultless. */
static bool needs_output(enum check_kind kind)
{
    static const bool kinds[KIND_COUNT] = {
        [KIND_RACE] = true,    [KIND_DEADLOCK] = true, [KIND_MEMORY] = true,
        [KIND_CLEANUP] = true, [KIND_LIMITS] = true,   [KIND_INTEGRITY] = true,
    };
    return kinds[kind];
}

struct scoring {
    const struct spec *spec;
    const struct case_verdict *cases;
    size_t case_count;
    bool output_somewhere; /* some case that asks for output got it */
};

/*
 * Does it depend on the order of the threads whether the check passes? Such luck
 * earns nothing, in no case: an interleaving that breaks a program in one case is
 * there in the others as well, and which of them show it is chance.
 */
static bool varies(const struct scoring *s, size_t check)
{
    for (size_t i = 0; i < s->case_count; i++)
        if (s->cases[i].varies[check])
            return true;
    return false;
}

/* Is the output of the case right, but for what depends on the order of the threads? */
static bool output_is_right(const struct scoring *s, const struct case_verdict *c)
{
    bool by_chance = false;
    for (size_t i = 0; i < s->spec->check_count && !c->output_passed; i++) {
        if (s->spec->checks[i].kind != KIND_OUTPUT || c->checks[i].status != VERDICT_FAILED)
            continue;
        if (!varies(s, i))
            return false;
        by_chance = true;
    }
    return c->output_passed || by_chance;
}

static bool earns(const struct scoring *s, size_t check, const struct case_verdict *c)
{
    if (c->checks[check].status == VERDICT_FAILED)
        return false;
    if (needs_output(s->spec->checks[check].kind) && !output_is_right(s, c))
        return false;
    bool nothing_judged = c->checks[check].status == VERDICT_SKIPPED;
    return s->output_somewhere || !(c->silent || nothing_judged);
}

static bool is_skipped(const struct scoring *s, size_t check)
{
    for (size_t i = 0; i < s->case_count; i++)
        if (s->cases[i].checks[check].status != VERDICT_SKIPPED)
            return false;
    return true;
}

/*
 * The points of a check are shared over the cases in which it was judged. A
 * check that could be judged nowhere gives its points as if it had passed: that is
 * not the student's fault. But a program that does nothing earns nothing by it.
 */
static double score_check(const struct scoring *s, size_t check)
{
    double earned = 0, whole = 0;
    bool full = true, skipped = is_skipped(s, check);
    if (varies(s, check))
        return 0;
    for (size_t i = 0; i < s->case_count; i++) {
        const struct case_verdict *c = &s->cases[i];
        if (c->checks[check].status == VERDICT_SKIPPED && !skipped)
            continue;
        double weight = c->test_case->weight;
        whole += weight;
        if (earns(s, check, c))
            earned += weight;
        else
            full = false;
    }
    return round_points(s->spec->checks[check].points, whole > 0 ? earned / whole : 0, full);
}

/* ---- words ---- */

/* One paragraph: a capital at the beginning, a full stop at the end. */
static char *finish_sentence(struct buffer *b)
{
    if (b->length && b->data[0] >= 'a' && b->data[0] <= 'z')
        b->data[0] = (char)(b->data[0] - 'a' + 'A');
    while (b->length && strchr(" \n", b->data[b->length - 1]))
        b->data[--b->length] = '\0';
    if (b->length && !strchr(".!?", b->data[b->length - 1]))
        buffer_putc(b, '.');
    return buffer_take(b);
}

static char *make_message(const struct verdict *v)
{
    struct buffer b = {0};
    if (v->expected)
        buffer_printf(&b, "Expected %s, but ", v->expected);
    buffer_puts(&b, v->seen ? v->seen : "something else happened");
    return finish_sentence(&b);
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c & 0x80;
}

/* Does `text` hold the word? Short numbers are everywhere and give nothing away. */
static bool holds_word(const char *text, const char *word, size_t length)
{
    if (!length || (length <= 3 && strspn(word, "0123456789") >= length))
        return false;
    for (const char *p = text; (p = memmem(p, strlen(p), word, length)); p++)
        if ((p == text || !is_word_byte(p[-1]) || !is_word_byte(*word)) &&
            (!is_word_byte(p[length]) || !is_word_byte(word[length - 1])))
            return true;
    return false;
}

/* Arguments such as NAME:5 give themselves away by their parts, too. */
static bool holds_argument(const char *text, const struct spec_case *c)
{
    for (size_t i = 0; i < c->arg_count; i++) {
        const char *arg = c->args[i];
        if (holds_word(text, arg, strlen(arg)))
            return true;
        for (size_t length; *arg; arg += length + (arg[length] == ':')) {
            length = strcspn(arg, ":");
            if (holds_word(text, arg, length))
                return true;
        }
    }
    return false;
}

/* What may be told of a failure in a hidden case. `may_tell`: it speaks of the source, not of the
 * case. */
static char *hidden_message(const struct verdict *v, const struct spec_case *c, const char *title,
                            bool may_tell)
{
    struct buffer b = {0};
    /* What was printed last, or said on standard error, may hold arguments: leave it out. */
    const char *cut = v->seen ? strstr(v->seen, " The last line before that was") : NULL;
    cleanup_free char *told =
        v->seen ? xstrndup(v->seen, cut ? (size_t)(cut - v->seen) : SIZE_MAX / 2) : NULL;
    if (may_tell && told && !v->expected && !holds_argument(told, c)) {
        buffer_printf(&b, "In a hidden case: %s", told);
        return finish_sentence(&b);
    }
    buffer_printf(&b, "This fails in a hidden case, whose arguments are not shown: %s", title);
    return finish_sentence(&b);
}

/* ---- entries ---- */

void result_add_note(struct result *r, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    *GROW(r->notes, r->note_count, r->note_capacity) = xvasprintf(format, ap);
    va_end(ap);
}

struct check_result *result_add_check(struct result *r)
{
    return GROW(r->checks, r->check_count, r->check_capacity);
}

static char *unique_id(const struct result *r, const char *id)
{
    char *text = xstrdup(id);
    for (unsigned number = 2;; number++) {
        bool taken = false;
        for (size_t i = 0; i < r->check_count; i++)
            taken |= r->checks[i].id && strcmp(r->checks[i].id, text) == 0;
        if (!taken)
            return text;
        free(text);
        text = xasprintf("%s_%u", id, number);
    }
}

static void copy_locations(struct check_result *out, const struct verdict *v)
{
    out->locations = xcalloc(v->location_count, sizeof *out->locations);
    out->location_count = v->location_count;
    for (size_t i = 0; i < v->location_count; i++) {
        const struct location *l = &v->locations[i];
        out->locations[i] =
            (struct location){.file = l->file ? xstrdup(l->file) : NULL,
                              .line = l->line,
                              .function = l->function ? xstrdup(l->function) : NULL};
    }
}

/* The failure to be shown. */
static void tell_failure(struct check_result *out, const struct case_verdict *c,
                         const struct verdict *v, enum engine engine, bool may_tell)
{
    out->status = CHECK_FAILED;
    out->case_id = xstrdup(c->test_case->id);
    out->hidden = c->test_case->hidden;
    out->engine = xstrdup(engine_name(engine));
    if (out->hidden) {
        out->message = hidden_message(v, c->test_case, out->title, may_tell);
    } else {
        out->message = make_message(v);
        out->expected = v->expected ? xstrdup(v->expected) : NULL;
        out->seen = v->seen ? xstrdup(v->seen) : NULL;
        out->excerpt = v->excerpt ? xstrdup(v->excerpt) : NULL;
        out->story = story_copy(v->story);
    }
    if (!out->hidden || may_tell)
        copy_locations(out, v);
}

static void count_failure(struct check_result *out, const struct case_verdict *c)
{
    out->failed_cases++;
    out->failed_hidden_cases += c->test_case->hidden;
}

/* The first failing case, but a public one if there is one: that can be shown in full. */
static const struct case_verdict *case_to_show(const struct scoring *s, size_t check,
                                               enum verdict_status status)
{
    const struct case_verdict *found = NULL;
    for (size_t i = 0; i < s->case_count; i++) {
        const struct case_verdict *c = &s->cases[i];
        if (c->checks[check].status != status)
            continue;
        if (!found || (found->test_case->hidden && !c->test_case->hidden))
            found = c;
    }
    return found;
}

static void add_spec_check(const struct scoring *s, size_t index, struct result *out)
{
    const struct spec_check *check = &s->spec->checks[index];
    char *id = unique_id(out, check->id);
    struct check_result *entry = result_add_check(out);
    entry->id = id;
    entry->kind = check->kind;
    entry->title = xstrdup(check->title);
    entry->hint = check->hint ? xstrdup(check->hint) : NULL;
    entry->max_points = check->points;
    entry->points = score_check(s, index);
    entry->case_count = s->case_count;
    const struct case_verdict *failed = case_to_show(s, index, VERDICT_FAILED);
    const struct case_verdict *passed = case_to_show(s, index, VERDICT_PASSED);
    const struct case_verdict *skipped = case_to_show(s, index, VERDICT_SKIPPED);
    for (size_t i = 0; i < s->case_count; i++)
        if (s->cases[i].checks[index].status == VERDICT_FAILED)
            count_failure(entry, &s->cases[i]);
    if (failed) {
        tell_failure(entry, failed, &failed->checks[index], failed->check_engines[index],
                     check->rule == RULE_NO_FINDING);
    } else if (!passed) {
        entry->status = CHECK_SKIPPED;
        entry->message = skipped ? make_message(&skipped->checks[index])
                                 : xstrdup("Not judged: there is no case.");
    } else if (entry->points < entry->max_points) {
        free(entry->hint);
        entry->hint = xstrdup("Nothing is wrong here, but these points are earned only in cases "
                              "whose output is right.");
    }
}

/* Ids that the judge itself gives speak of lines and status; all others are findings. */
static bool is_finding(const char *id)
{
    return strcmp(id, "unexpected_output") != 0 && strcmp(id, "exit_status") != 0;
}

static const struct extra_verdict *find_extra(const struct case_verdict *c, const char *id)
{
    for (size_t i = 0; i < c->extra_count; i++)
        if (strcmp(c->extras[i].id, id) == 0)
            return &c->extras[i];
    return NULL;
}

/* One entry for all cases that have the extra `id`. */
static void add_extra(const struct scoring *s, const char *id, struct result *out)
{
    const struct case_verdict *shown = NULL;
    const struct extra_verdict *extra = NULL;
    struct check_result entry = {.case_count = s->case_count};
    for (size_t i = 0; i < s->case_count; i++) {
        const struct extra_verdict *x = find_extra(&s->cases[i], id);
        if (!x)
            continue;
        count_failure(&entry, &s->cases[i]);
        if (!shown || (shown->test_case->hidden && !s->cases[i].test_case->hidden)) {
            shown = &s->cases[i];
            extra = x;
        }
    }
    entry.id = unique_id(out, id);
    entry.kind = extra->kind;
    entry.title = xstrdup(extra->title);
    tell_failure(&entry, shown, &extra->verdict, extra->engine, is_finding(id));
    *result_add_check(out) = entry;
}

static bool seen_before(const struct scoring *s, size_t case_index, const char *id)
{
    for (size_t i = 0; i < case_index; i++)
        if (find_extra(&s->cases[i], id))
            return true;
    return false;
}

static void sum_up(struct result *out)
{
    int64_t earned = 0, all = 0;
    bool passed = true;
    for (size_t i = 0; i < out->check_count; i++) {
        const struct check_result *c = &out->checks[i];
        passed &= c->status != CHECK_FAILED && c->points >= c->max_points;
        earned += cents(c->points);
        all += cents(c->max_points);
    }
    out->accepted = passed;
    out->score = (double)earned / 100;
    out->max_score = (double)all / 100;
}

void score_result(const struct spec *spec, const struct case_verdict *cases, size_t case_count,
                  struct result *out)
{
    struct scoring s = {.spec = spec, .cases = cases, .case_count = case_count};
    for (size_t i = 0; i < case_count; i++)
        s.output_somewhere |= !cases[i].silent && output_is_right(&s, &cases[i]);
    for (size_t i = 0; i < spec->check_count; i++)
        add_spec_check(&s, i, out);
    for (size_t i = 0; i < case_count; i++)
        for (size_t k = 0; k < cases[i].extra_count; k++)
            if (!seen_before(&s, i, cases[i].extras[k].id))
                add_extra(&s, cases[i].extras[k].id, out);
    out->state = RESULT_GRADED;
    out->hidden_case_count = spec_hidden_case_count(spec);
    sum_up(out);
}

/* A failure before anything was run: all checks are skipped and earn nothing. */
static void score_not_run(const struct spec *spec, const struct check_result *failure,
                          const char *why_skipped, struct result *out)
{
    struct check_result *first = result_add_check(out);
    *first = *failure;
    for (size_t i = 0; i < spec->check_count; i++) {
        const struct spec_check *check = &spec->checks[i];
        char *id = unique_id(out, check->id);
        struct check_result *entry = result_add_check(out);
        entry->id = id;
        entry->kind = check->kind;
        entry->title = xstrdup(check->title);
        entry->hint = check->hint ? xstrdup(check->hint) : NULL;
        entry->status = CHECK_SKIPPED;
        entry->max_points = check->points;
        entry->message = xstrdup(why_skipped);
    }
    out->state = RESULT_GRADED;
    out->hidden_case_count = spec_hidden_case_count(spec);
    sum_up(out);
}

void score_build_failure(const struct spec *spec, const char *message, struct result *out)
{
    struct check_result failure = {.id = xstrdup("build"),
                                   .kind = KIND_BUILD,
                                   .title = xstrdup("The program builds"),
                                   .status = CHECK_FAILED,
                                   .message = xstrdup(message)};
    score_not_run(spec, &failure, "Not judged: the program does not build.", out);
}

void score_integrity_failure(const struct spec *spec, const char *message, struct result *out)
{
    struct check_result failure = {.id = xstrdup("integrity"),
                                   .kind = KIND_INTEGRITY,
                                   .title = xstrdup("The program leaves the checks alone"),
                                   .status = CHECK_FAILED,
                                   .message = xstrdup(message)};
    score_not_run(spec, &failure, "Not judged: the checks could not see what the program does.",
                  out);
}

/* ---- the end ---- */

static void check_result_free(struct check_result *c)
{
    char *strings[] = {c->id,       c->title, c->case_id, c->engine, c->message,
                       c->expected, c->seen,  c->excerpt, c->hint};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    for (size_t i = 0; i < c->location_count; i++) {
        free(c->locations[i].file);
        free(c->locations[i].function);
    }
    free(c->locations);
    story_free(c->story);
}

void result_free(struct result *r)
{
    for (size_t i = 0; i < r->check_count; i++)
        check_result_free(&r->checks[i]);
    for (size_t i = 0; i < r->diagnostic_count; i++) {
        free(r->diagnostics[i].message);
        free(r->diagnostics[i].source_line);
    }
    for (size_t i = 0; i < r->timeline_count; i++)
        timeline_free(&r->timelines[i]);
    char *strings[] = {r->error, r->exercise, r->title, r->submission, r->isolation, r->compiler};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    free(r->checks);
    for (size_t i = 0; i < r->note_count; i++)
        free(r->notes[i]);
    free(r->notes);
    free(r->diagnostics);
    free(r->timelines);
    *r = (struct result){0};
}
