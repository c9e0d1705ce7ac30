/*
 * Theory of operation.
 *
 * A budget of schedules is run, the same for everybody and with the same seed:
 * the same file gets the same score everywhere. The runtime tells each schedule
 * whose trace is new, and the judge is asked about each of these traces by
 * itself: which checks fail? A failure is new if its check has not failed in an
 * earlier schedule of this case. For each new one
 *
 *   1. the schedule is run again. What does not fail a second time is not told;
 *   2. it is made shorter: deviations from the plain schedule are left out, first
 *      many at a time, then one by one, as long as the same check fails (delta
 *      debugging; Zeller and Hildebrandt, "Simplifying and isolating
 *      failure-inducing input", 2002);
 *   3. the short one is run a last time with all its steps told: the story.
 *
 * Races are the exception: the runtime sees each one once, and it needs no
 * particular interleaving, so its schedule is told as it is.
 *
 * The runs that are kept, each with the findings and the story of its failure,
 * are judged with those of the other engines (grade.c); here only which checks
 * fail counts.
 */
#include "engine/explore.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/findings.h"
#include "explore/explain.h"
#include "explore/session.h"
#include "explore/story.h"
#include "explore/trace.h"
#include "judge/judge.h"

#define STEP_LIMIT   20000 /* visible steps a schedule */
#define TASKS_MOST   12    /* more threads: the interleavings that can be run are too few to tell */
#define SHORTEN_MOST 400   /* schedules that one failure may take to shorten */
#define EXTRAS_MOST  16

struct exploration {
    const struct spec *spec;
    const struct source *source;
    struct case_judge *judge;
    struct explore_session *session;
    struct symbolizer *symbols;
    const struct session_settings *settings;
    struct explored *out;
    bool *failed; /* owned; checks that have failed in a schedule of this case */
    bool *shown;  /* owned; checks with `sometimes` that have passed in one */
    char *extras[EXTRAS_MOST];
    size_t extra_count;
    struct rt_race *races; /* owned; a copy, valid for the log that is read */
};

/* A schedule as it is run again. */
struct replay {
    struct rt_deviation *deviations; /* owned */
    size_t count;
    uint32_t visible_count;
};

/* What fails: a check of the spec, or a fault that no check asks about. */
struct failure {
    size_t check;
    const char *extra; /* NULL: it is the check */
    enum check_kind kind;
};

/* ---- from the log to verdicts */

static bool read_trace(struct exploration *e, const struct log_schedule *s, struct trace *out)
{
    bool ends_badly = s->head->end != RT_END_EXIT;
    if (!explore_trace(s, e->settings->files, e->symbols, out))
        return false;
    if (ends_badly || s->head->race_count)
        explore_explain(s, e->races, EXPLAIN_RACES, e->symbols, out);
    if (s->head->end != RT_END_ASSERT)
        engine_find_faults(out);
    return true;
}

static int judge_one(struct exploration *e, const struct trace *t, bool late,
                     struct case_verdict *out, struct error *err)
{
    const struct judged_run run = {ENGINE_EXPLORE, t, late};
    return case_judge_runs(e->judge, &run, 1, out, err);
}

static bool is_known_extra(const struct exploration *e, const char *id)
{
    for (size_t i = 0; i < e->extra_count; i++)
        if (strcmp(e->extras[i], id) == 0)
            return true;
    return false;
}

/* A failure that is new to this case. */
static bool find_new_failure(const struct exploration *e, const struct case_verdict *v,
                             struct failure *out)
{
    for (size_t i = 0; i < v->check_count; i++)
        if (v->checks[i].status == VERDICT_FAILED && !e->failed[i] &&
            !e->spec->checks[i].sometimes) {
            *out = (struct failure){i, NULL, e->spec->checks[i].kind};
            return true;
        }
    for (size_t i = 0; i < v->extra_count; i++)
        if (!is_known_extra(e, v->extras[i].id)) {
            *out = (struct failure){0, v->extras[i].id, v->extras[i].kind};
            return true;
        }
    return false;
}

static void note_failures(struct exploration *e, const struct case_verdict *v)
{
    for (size_t i = 0; i < v->check_count; i++)
        e->failed[i] |= v->checks[i].status == VERDICT_FAILED;
    for (size_t i = 0; i < v->extra_count; i++)
        if (e->extra_count < EXTRAS_MOST && !is_known_extra(e, v->extras[i].id))
            e->extras[e->extra_count++] = xstrdup(v->extras[i].id);
}

static bool shows(const struct case_verdict *v, const struct failure *f)
{
    if (!f->extra)
        return v->checks[f->check].status == VERDICT_FAILED;
    for (size_t i = 0; i < v->extra_count; i++)
        if (strcmp(v->extras[i].id, f->extra) == 0)
            return true;
    return false;
}

/* Does it show for the first time what must show once? */
static bool shows_something(struct exploration *e, const struct case_verdict *v)
{
    bool new = false;
    for (size_t i = 0; i < v->check_count; i++) {
        bool shows = e->spec->checks[i].sometimes && v->checks[i].status == VERDICT_PASSED;
        new |= shows && !e->shown[i];
        e->shown[i] |= shows;
    }
    return new;
}

/* ---- running a schedule again */

static void replay_free(struct replay *r)
{
    free(r->deviations);
}

/* Runs it; *log is a copy (owned) in which *out lies. 0; 1 if it cannot be run; -1 on error. */
static int run_again(struct exploration *e, const struct replay *r, uint32_t flags,
                     unsigned char **log, struct log_schedule *out, struct error *err)
{
    struct rt_shared *shared = session_shared(e->session);
    struct rt_order order = {.kind = RT_ORDER_REPLAY,
                             .flags = flags,
                             .count = 1,
                             .step_limit = STEP_LIMIT,
                             .deviation_count = (uint32_t)r->count,
                             .visible_count = r->visible_count};
    struct rt_reply reply;
    memcpy(shared->deviations, r->deviations, r->count * sizeof *r->deviations);
    int status = session_order(e->session, &order, &reply, err);
    if (status != 0)
        return status;
    *log = xmemdup(shared->log, reply.log_bytes + 1);
    struct log_reader reader = {*log, *log + reply.log_bytes};
    return log_next_schedule(&reader, out) ? 0 : 1;
}

/* Does it still fail the same way? On yes *trace (if asked for) is its trace. 1 yes, 0 no, -1. */
static int fails_again(struct exploration *e, const struct replay *r, const struct failure *f,
                       struct trace *trace, bool *late, struct error *err)
{
    cleanup_free unsigned char *log = NULL;
    struct log_schedule s;
    struct trace t;
    struct case_verdict v;
    int status = run_again(e, r, 0, &log, &s, err);
    if (status != 0 || !read_trace(e, &s, &t))
        return status < 0 ? -1 : 0;
    status = judge_one(e, &t, s.head->late, &v, err);
    if (status == 0) {
        status = shows(&v, f);
        case_verdict_free(&v);
    }
    if (status == 1 && trace) {
        trace_free(trace);
        *trace = t;
        *late = s.head->late;
    } else {
        trace_free(&t);
    }
    return status;
}

/* Leaves out the `count` deviations from `from` on, if it fails without them too. 1 yes, 0 no, -1.
 */
static int leave_out(struct exploration *e, struct replay *r, size_t from, size_t count,
                     const struct failure *f, struct error *err)
{
    cleanup_free struct rt_deviation *kept = xcalloc(r->count + 1, sizeof *kept);
    memcpy(kept, r->deviations, from * sizeof *kept);
    memcpy(kept + from, r->deviations + from + count, (r->count - from - count) * sizeof *kept);
    const struct replay shorter = {kept, r->count - count, r->visible_count};
    int status = fails_again(e, &shorter, f, NULL, NULL, err);
    if (status == 1) {
        r->count -= count;
        memcpy(r->deviations, kept, r->count * sizeof *kept);
    }
    return status;
}

static int shorten(struct exploration *e, struct replay *r, const struct failure *f,
                   struct error *err)
{
    unsigned tries = 0;
    bool shorter = true;
    for (size_t size = r->count; size > 0; size = size > 1 ? (size + 1) / 2 : !!shorter) {
        shorter = false;
        for (size_t from = 0; from < r->count;) {
            size_t count = size < r->count - from ? size : r->count - from;
            int status = tries++ < SHORTEN_MOST ? leave_out(e, r, from, count, f, err) : 0;
            if (status < 0)
                return -1;
            shorter |= status == 1;
            if (status == 0)
                from += count;
        }
        if (tries >= SHORTEN_MOST)
            break;
    }
    return 0;
}

/* The story of a schedule; NULL where it cannot be told (that is no error). */
static int tell(struct exploration *e, const struct replay *r, unsigned schedule,
                struct story **out, struct error *err)
{
    cleanup_free unsigned char *log = NULL;
    struct log_schedule s;
    int status = run_again(e, r, RT_STEPS, &log, &s, err);
    *out = NULL;
    if (status != 0)
        return status < 0 ? -1 : 0;
    *out = explore_story(&s, e->source->text, e->symbols, e->spec->explore.seed, schedule);
    cleanup_free uint64_t *visible =
        xmemdup(session_shared(e->session)->visible, sizeof session_shared(e->session)->visible);
    (*out)->choices = choices_text(r->deviations, r->count, visible, r->visible_count);
    return 0;
}

static void keep(struct exploration *e, struct trace *t, bool late)
{
    struct explored_run *run = GROW(e->out->items, e->out->count, e->out->capacity);
    run->trace = *t;
    run->late = late;
    *t = (struct trace){0};
}

/*
 * A schedule fails in a new way: confirm, shorten, tell, keep. `t` is its trace,
 * which the run that is kept takes the place of.
 */
static int take_failure(struct exploration *e, const struct log_schedule *s,
                        const struct failure *f, struct trace *t, bool *confirmed,
                        struct error *err)
{
    cleanup_with(replay_free) struct replay r = {
        .deviations = xmemdup(s->deviations, s->head->deviation_count * sizeof *r.deviations + 1),
        .count = s->head->deviation_count,
        .visible_count =
            s->head->visible_count < RT_MAX_VISIBLE ? s->head->visible_count : RT_MAX_VISIBLE};
    unsigned number = s->head->number;
    bool late = s->head->late;
    *confirmed = true;
    if (f->kind != KIND_RACE) {
        int again = fails_again(e, &r, f, NULL, NULL, err);
        if (again == 1)
            again = shorten(e, &r, f, err) < 0 ? -1 : fails_again(e, &r, f, t, &late, err);
        *confirmed = again == 1;
        if (again != 1)
            return again;
    }
    if (tell(e, &r, number, &t->story, err) < 0)
        return -1;
    keep(e, t, late);
    return 0;
}

/* ---- exploring */

/* A failure that cannot be seen twice is not held against anybody, and not looked at again. */
static int judge_schedule(struct exploration *e, const struct log_schedule *s, struct error *err)
{
    struct trace t;
    struct case_verdict v;
    struct failure f;
    bool confirmed = true;
    if (!read_trace(e, s, &t))
        return 0;
    int status = judge_one(e, &t, s->head->late, &v, err);
    if (status < 0) {
        trace_free(&t);
        return -1;
    }
    bool fails = find_new_failure(e, &v, &f);
    bool is_first = e->out->count == 0 && !s->head->late; /* all that is kept of a right program */
    if (fails)
        status = take_failure(e, s, &f, &t, &confirmed, err);
    else if (shows_something(e, &v) || is_first)
        keep(e, &t, s->head->late);
    if (confirmed)
        note_failures(e, &v);
    case_verdict_free(&v);
    trace_free(&t);
    return status;
}

static int judge_log(struct exploration *e, const struct rt_reply *reply, struct error *err)
{
    struct rt_shared *shared = session_shared(e->session);
    cleanup_free unsigned char *log = xmemdup(shared->log, reply->log_bytes + 1);
    struct log_reader reader = {log, log + reply->log_bytes};
    struct log_schedule s;
    free(e->races);
    e->races = xmemdup(shared->races, sizeof shared->races);
    while (log_next_schedule(&reader, &s)) {
        if (s.head->task_count > TASKS_MOST && !e->out->unsupported)
            e->out->unsupported =
                xasprintf("it has more than %d threads in this case", TASKS_MOST - 1);
        if (e->out->unsupported)
            return 0;
        if (judge_schedule(e, &s, err) < 0)
            return -1;
    }
    return 0;
}

static void note_unsupported(struct exploration *e, const struct rt_reply *reply)
{
    const char *text = session_shared(e->session)->text;
    struct symbol place = {0};
    uint64_t pc = reply->text_pc;
    if (pc > EXPLORE_CODE_BASE)
        symbolizer_code(e->symbols, "prog", pc - 1 - EXPLORE_CODE_BASE, &place, 1);
    e->out->unsupported =
        place.line ? xasprintf("it uses %.*s (line %d)", (int)strnlen(text, 100), text, place.line)
                   : xasprintf("it uses %.*s", (int)strnlen(text, 100), text);
    symbol_free(&place);
}

static int explore(struct exploration *e, struct error *err)
{
    const struct spec_explore *budget = &e->spec->explore;
    uint64_t steps = 0;
    while (e->out->schedules < budget->schedules && steps < budget->steps) {
        struct rt_order order = {.kind = RT_ORDER_EXPLORE,
                                 .flags = RT_TELL_ALL,
                                 .strategy = budget->strategy,
                                 .first = e->out->schedules + 1,
                                 .count = budget->schedules - e->out->schedules,
                                 .step_limit = STEP_LIMIT,
                                 .seed = budget->seed,
                                 .steps_budget = budget->steps - steps};
        struct rt_reply reply;
        int status = session_order(e->session, &order, &reply, err);
        if (status != 0) {
            if (status == 1)
                e->out->unsupported = xstrdup("it ended in a way that the explorer cannot follow");
            return status < 0 ? -1 : 0;
        }
        e->out->schedules += reply.done;
        e->out->exhausted_bound = reply.exhausted_bound;
        steps += reply.steps;
        if (reply.stop == RT_STOP_UNSUPPORTED)
            note_unsupported(e, &reply);
        else if (judge_log(e, &reply, err) < 0)
            return -1;
        if (e->out->unsupported || reply.stop != RT_STOP_LOG_FULL || reply.done == 0)
            return 0;
    }
    return 0;
}

static void exploration_free(struct exploration *e)
{
    for (size_t i = 0; i < e->extra_count; i++)
        free(e->extras[i]);
    free(e->failed);
    free(e->shown);
    free(e->races);
    session_close(e->session);
    symbolizer_close(e->symbols);
    case_judge_close(e->judge);
}

void explored_free(struct explored *e)
{
    for (size_t i = 0; i < e->count; i++)
        trace_free(&e->items[i].trace);
    free(e->items);
    free(e->unsupported);
    *e = (struct explored){0};
}

int engine_explore_run(const struct spec *spec, const struct spec_case *c,
                       const struct source *source, const struct explore_program *program,
                       struct explored *out, struct error *err)
{
    const struct session_settings settings = {.executable = program->executable,
                                              .args = c->args,
                                              .environment = c->environment,
                                              .files = spec->watch,
                                              .before = c->files,
                                              .before_count = c->file_count,
                                              .output_bytes = spec->limits.output_bytes,
                                              .memory_bytes = spec->limits.memory_bytes};
    *out = (struct explored){.exhausted_bound = -1};
    if (!program->executable || !session_can_watch(&settings)) {
        out->unsupported = program->unsupported
                               ? xasprintf("it uses %s", program->unsupported)
                               : xstrdup("the explorer cannot build it or watch its files");
        return 0;
    }
    struct exploration e = {.spec = spec, .source = source, .settings = &settings, .out = out};
    e.failed = xcalloc(spec->check_count, sizeof *e.failed);
    e.shown = xcalloc(spec->check_count, sizeof *e.shown);
    e.judge = case_judge_open(spec, c, err);
    e.symbols = symbolizer_open(program->executable);
    e.session = e.judge ? session_open(&settings, err) : NULL;
    int status = e.session ? explore(&e, err) : -1;
    exploration_free(&e);
    if (status < 0)
        explored_free(out);
    return status;
}

static int write_source(const struct source *source, const char *path, struct error *err)
{
    FILE *file = fopen(path, "we");
    bool written = file && fwrite(source->text, 1, source->size, file) == source->size;
    if ((file && fclose(file) == EOF) || !written)
        return error_errno(err, "cannot write %s", path);
    return 0;
}

int engine_explore_build(const struct source *source, const char *directory,
                         struct explore_program *out, struct error *err)
{
    cleanup_free char *folder = xasprintf("%s/explore", directory);
    cleanup_free char *text_folder = xasprintf("%s/explore-source", directory);
    cleanup_free char *path = xasprintf("%s/%s", text_folder, source->name);
    *out = (struct explore_program){0};
    if (mkdir(folder, 0700) < 0 || mkdir(text_folder, 0700) < 0)
        return error_errno(err, "cannot make the directory %s", folder);
    if (write_source(source, path, err) < 0)
        return -1;
    char *files[] = {path, NULL};
    return explore_program_build(files, 1, "-U__SANITIZE_THREAD__", folder, out, err);
}
