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
#include "engine/exploration.h"

#define TASKS_MOST   12  /* more threads: the interleavings that can be run are too few to tell */
#define SHORTEN_MOST 400 /* schedules that one failure may take to shorten */
#define EXTRAS_MOST  16

/* The search in one case. */
struct search {
    struct exploration e;
    struct explored *out;
    bool *failed; /* owned; checks that have failed in a schedule of this case */
    bool *passed; /* owned; checks that have passed in one where nobody was late */
    bool *shown;  /* owned; checks with `sometimes` that have passed in one */
    char *extras[EXTRAS_MOST];
    size_t extra_count;
};

static void replay_free(struct replay *r)
{
    free(r->deviations);
}

/* What fails: a check of the spec, or a fault that no check asks about. */
struct failure {
    size_t check;
    const char *extra; /* NULL: it is the check */
    enum check_kind kind;
};

/* ---- what fails */

static bool is_known_extra(const struct search *h, const char *id)
{
    for (size_t i = 0; i < h->extra_count; i++)
        if (strcmp(h->extras[i], id) == 0)
            return true;
    return false;
}

/* A failure that is new to this case. */
static bool find_new_failure(const struct search *h, const struct case_verdict *v,
                             struct failure *out)
{
    for (size_t i = 0; i < v->check_count; i++)
        if (v->checks[i].status == VERDICT_FAILED && !h->failed[i] &&
            !h->e.spec->checks[i].sometimes) {
            *out = (struct failure){i, NULL, h->e.spec->checks[i].kind};
            return true;
        }
    for (size_t i = 0; i < v->extra_count; i++)
        if (!is_known_extra(h, v->extras[i].id)) {
            *out = (struct failure){0, v->extras[i].id, v->extras[i].kind};
            return true;
        }
    return false;
}

static void note_verdict(struct search *h, const struct case_verdict *v, bool late)
{
    for (size_t i = 0; i < v->check_count; i++) {
        h->failed[i] |= v->checks[i].status == VERDICT_FAILED;
        h->passed[i] |= v->checks[i].status == VERDICT_PASSED && !late;
    }
    for (size_t i = 0; i < v->extra_count; i++)
        if (h->extra_count < EXTRAS_MOST && !is_known_extra(h, v->extras[i].id))
            h->extras[h->extra_count++] = xstrdup(v->extras[i].id);
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
static bool shows_something(struct search *h, const struct case_verdict *v)
{
    bool new = false;
    for (size_t i = 0; i < v->check_count; i++) {
        bool shows = h->e.spec->checks[i].sometimes && v->checks[i].status == VERDICT_PASSED;
        new |= shows && !h->shown[i];
        h->shown[i] |= shows;
    }
    return new;
}

/* ---- confirming and shortening */

/* Does it still fail the same way? On yes *trace (if asked for) is its trace. 1 yes, 0 no, -1. */
static int fails_again(struct search *h, const struct replay *r, const struct failure *f,
                       struct trace *trace, bool *late, struct error *err)
{
    cleanup_free unsigned char *log = NULL;
    struct log_schedule s;
    struct trace t;
    struct case_verdict v;
    int status = exploration_run_again(&h->e, r, 0, 0, &log, &s, err);
    if (status != 0 || !exploration_trace(&h->e, &s, &t))
        return status < 0 ? -1 : 0;
    status = exploration_judge(&h->e, &t, s.head->late, &v, err);
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
static int leave_out(struct search *h, struct replay *r, size_t from, size_t count,
                     const struct failure *f, struct error *err)
{
    cleanup_free struct rt_deviation *kept = xcalloc(r->count + 1, sizeof *kept);
    memcpy(kept, r->deviations, from * sizeof *kept);
    memcpy(kept + from, r->deviations + from + count, (r->count - from - count) * sizeof *kept);
    const struct replay shorter = {kept, r->count - count, r->visible_count};
    int status = fails_again(h, &shorter, f, NULL, NULL, err);
    if (status == 1) {
        r->count -= count;
        memcpy(r->deviations, kept, r->count * sizeof *kept);
    }
    return status;
}

static int shorten(struct search *h, struct replay *r, const struct failure *f, struct error *err)
{
    unsigned tries = 0;
    bool shorter = true;
    for (size_t size = r->count; size > 0; size = size > 1 ? (size + 1) / 2 : !!shorter) {
        shorter = false;
        for (size_t from = 0; from < r->count;) {
            size_t count = size < r->count - from ? size : r->count - from;
            int status = tries++ < SHORTEN_MOST ? leave_out(h, r, from, count, f, err) : 0;
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

static void keep(struct search *h, struct trace *t, bool late)
{
    struct explored_run *run = GROW(h->out->items, h->out->count, h->out->capacity);
    run->trace = *t;
    run->late = late;
    *t = (struct trace){0};
}

/*
 * A schedule fails in a new way: confirm, shorten, tell, keep. `t` is its trace,
 * which the run that is kept takes the place of.
 */
static int take_failure(struct search *h, const struct log_schedule *s, const struct failure *f,
                        struct trace *t, bool *confirmed, struct error *err)
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
        int again = fails_again(h, &r, f, NULL, NULL, err);
        if (again == 1)
            again = shorten(h, &r, f, err) < 0 ? -1 : fails_again(h, &r, f, t, &late, err);
        *confirmed = again == 1;
        if (again != 1)
            return again;
    }
    if (exploration_tell(&h->e, &r, number, &t->story, err) < 0)
        return -1;
    keep(h, t, late);
    return 0;
}

/* ---- exploring */

/* A failure that cannot be seen twice is not held against anybody, and not looked at again. */
static int judge_schedule(struct search *h, const struct log_schedule *s, struct error *err)
{
    struct trace t;
    struct case_verdict v;
    struct failure f;
    bool confirmed = true;
    if (!exploration_trace(&h->e, s, &t))
        return 0;
    int status = exploration_judge(&h->e, &t, s->head->late, &v, err);
    if (status < 0) {
        trace_free(&t);
        return -1;
    }
    bool fails = find_new_failure(h, &v, &f);
    bool is_first = h->out->count == 0 && !s->head->late; /* all that is kept of a right program */
    if (fails)
        status = take_failure(h, s, &f, &t, &confirmed, err);
    else if (shows_something(h, &v) || is_first)
        keep(h, &t, s->head->late);
    if (confirmed)
        note_verdict(h, &v, s->head->late);
    case_verdict_free(&v);
    trace_free(&t);
    return status;
}

static int judge_log(struct search *h, const struct rt_reply *reply, struct error *err)
{
    cleanup_free unsigned char *log =
        xmemdup(session_shared(h->e.session)->log, reply->log_bytes + 1);
    struct log_reader reader = {log, log + reply->log_bytes};
    struct log_schedule s;
    exploration_take_races(&h->e);
    while (log_next_schedule(&reader, &s)) {
        if (s.head->task_count > TASKS_MOST && !h->out->unsupported)
            h->out->unsupported =
                xasprintf("it has more than %d threads in this case", TASKS_MOST - 1);
        if (h->out->unsupported)
            return 0;
        if (judge_schedule(h, &s, err) < 0)
            return -1;
    }
    return 0;
}

static int explore(struct search *h, struct error *err)
{
    const struct spec_explore *budget = &h->e.spec->explore;
    uint64_t steps = 0;
    while (h->out->schedules < budget->schedules && steps < budget->steps) {
        struct rt_order order = {.kind = RT_ORDER_EXPLORE,
                                 .flags = RT_TELL_ALL,
                                 .strategy = budget->strategy,
                                 .first = h->out->schedules + 1,
                                 .count = budget->schedules - h->out->schedules,
                                 .step_limit = EXPLORE_STEP_LIMIT,
                                 .seed = budget->seed,
                                 .steps_budget = budget->steps - steps};
        struct rt_reply reply;
        int status = session_order(h->e.session, &order, &reply, err);
        if (status != 0) {
            if (status == 1)
                h->out->unsupported = xstrdup("it ended in a way that the explorer cannot follow");
            return status < 0 ? -1 : 0;
        }
        h->out->schedules += reply.done;
        h->out->exhausted_bound = reply.exhausted_bound;
        steps += reply.steps;
        if (reply.stop == RT_STOP_UNSUPPORTED)
            h->out->unsupported = exploration_unsupported(&h->e, reply.text_pc);
        else if (judge_log(h, &reply, err) < 0)
            return -1;
        if (h->out->unsupported || reply.stop != RT_STOP_LOG_FULL || reply.done == 0)
            return 0;
    }
    return 0;
}

static void search_free(struct search *h)
{
    for (size_t i = 0; i < h->extra_count; i++)
        free(h->extras[i]);
    free(h->failed);
    free(h->passed);
    free(h->shown);
    exploration_close(&h->e);
}

void explored_free(struct explored *e)
{
    for (size_t i = 0; i < e->count; i++)
        trace_free(&e->items[i].trace);
    free(e->items);
    free(e->unsupported);
    free(e->varies);
    *e = (struct explored){0};
}

int engine_explore_run(const struct spec *spec, const struct spec_case *c,
                       const struct source *source, const struct explore_program *program,
                       struct explored *out, struct error *err)
{
    struct search h = {.out = out};
    *out = (struct explored){.exhausted_bound = -1};
    h.failed = xcalloc(spec->check_count, sizeof *h.failed);
    h.passed = xcalloc(spec->check_count, sizeof *h.passed);
    h.shown = xcalloc(spec->check_count, sizeof *h.shown);
    int status = exploration_open(&h.e, spec, c, source, program, &out->unsupported, err);
    if (status == 0)
        status = explore(&h, err);
    out->varies = xcalloc(spec->check_count, sizeof *out->varies);
    for (size_t i = 0; i < spec->check_count; i++)
        out->varies[i] = h.failed[i] && h.passed[i] && !spec->checks[i].sometimes;
    search_free(&h);
    if (status < 0)
        explored_free(out);
    return status < 0 ? -1 : 0;
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
