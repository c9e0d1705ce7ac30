/*
 * From a source file to a result.
 *
 * The work is a list of jobs: one build an engine, then one run for each case
 * and engine. Threads take the first job that can be done: builds stand first,
 * and a run can be done as soon as its build is there. Results go to places
 * fixed beforehand, so the order in which jobs end changes nothing. A case's
 * other runs come after its plain one, and not at all if that met a limit.
 *
 * Trouble of the machine in any job stops the others; the whole grading is
 * tried once more, and after that the result says so (RESULT_ERROR).
 */
#include "engine/engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "engine/explore.h"
#include "engine/integrity.h"
#include "sandbox/sandbox.h"

static const struct engine_entry {
    enum engine engine;
    size_t build; /* index of the entry whose build it runs */
    int (*run)(const struct spec *spec, const struct spec_case *c, const struct build *build,
               struct trace *out, struct error *err);
} engines[] = {
    {ENGINE_NATIVE, 0, engine_native_run}, /* first: what does not build here builds nowhere */
    {ENGINE_TSAN, 1, engine_tsan_run},
    {ENGINE_LATE, 0, engine_late_run},
    {ENGINE_EAGER, 0, engine_eager_run},
    {ENGINE_MEMORY, 4, engine_memory_run},
    {ENGINE_EXPLORE, 5, NULL}, /* has a build and runs of its own kind: explore.h */
};

#define ENGINE_COUNT (sizeof engines / sizeof engines[0])

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE };

struct job {
    size_t engine;                     /* index into engines[] */
    const struct spec_case *test_case; /* NULL: build */
    struct trace trace;
    struct explored explored; /* in place of it, ENGINE_EXPLORE */
    enum job_state state;
};

struct grading {
    const struct spec *spec;
    const struct grade_options *options;
    const struct source *source;
    const char *directory;
    struct build builds[ENGINE_COUNT];
    struct explore_program explorable;
    bool built[ENGINE_COUNT];
    char *forbidden; /* what integrity_check() says; written by the job of the native build */
    struct job *jobs;
    size_t job_count, job_capacity;

    pthread_mutex_t lock; /* guards all that follows, states, built, and the progress callback */
    pthread_cond_t changed;
    unsigned done;
    bool stop; /* a build or the machine failed: take no new job */
    struct error error;
};

static void add_jobs(struct grading *g)
{
    bool used[ENGINE_COUNT] = {true}; /* the native build always: integrity is judged on it */
    for (size_t e = 0; e < ENGINE_COUNT; e++)
        for (size_t i = 0; i < g->spec->case_count; i++)
            if (g->spec->cases[i].engines & g->options->engines & engines[e].engine)
                used[engines[e].build] = true;
    for (size_t e = 0; e < ENGINE_COUNT; e++)
        if (used[e])
            GROW(g->jobs, g->job_count, g->job_capacity)->engine = e;
    for (size_t e = 0; e < ENGINE_COUNT; e++)
        for (size_t i = 0; i < g->spec->case_count; i++) {
            const struct spec_case *c = &g->spec->cases[i];
            if (!(c->engines & g->options->engines & engines[e].engine))
                continue;
            struct job *job = GROW(g->jobs, g->job_count, g->job_capacity);
            job->engine = e;
            job->test_case = c;
        }
}

/* The plain run of the same case; NULL if the job is one, a build, or the case has none. */
static struct job *plain_run(struct grading *g, const struct job *job)
{
    if (!job->test_case || engines[job->engine].engine == ENGINE_NATIVE)
        return NULL;
    for (size_t i = 0; i < g->job_count; i++)
        if (g->jobs[i].test_case == job->test_case &&
            engines[g->jobs[i].engine].engine == ENGINE_NATIVE)
            return &g->jobs[i];
    return NULL;
}

static bool can_be_done(struct grading *g, const struct job *job)
{
    const struct job *plain = plain_run(g, job);
    return !job->test_case ||
           (g->built[engines[job->engine].build] && (!plain || plain->state == JOB_DONE));
}

/*
 * A program that meets a limit in the plain run meets it in every other, and
 * each would take its time; all that the others could tell is lost with the output.
 */
static bool is_idle(struct grading *g, const struct job *job)
{
    const struct job *plain = plain_run(g, job);
    return plain && plain->trace.end == RUN_LIMIT;
}

/* Waits for a job that can be done and takes it; NULL when there is nothing left to take. */
static struct job *take_job(struct grading *g)
{
    for (;;) {
        bool waiting = false;
        for (size_t i = 0; i < g->job_count && !g->stop; i++) {
            struct job *job = &g->jobs[i];
            if (job->state != JOB_WAITING)
                continue;
            if (can_be_done(g, job)) {
                job->state = JOB_RUNNING;
                return job;
            }
            waiting = true;
        }
        if (!waiting)
            return NULL;
        pthread_cond_wait(&g->changed, &g->lock);
    }
}

static int build(struct grading *g, enum engine engine, struct build *out, struct error *err)
{
    if (engine == ENGINE_EXPLORE) {
        *out = (struct build){.engine = engine, .ok = true}; /* whatever: no fault of the source */
        return engine_explore_build(g->source, g->directory, &g->explorable, err);
    }
    int status = compile_build(g->source, engine, g->options->compiler, g->directory, out, err);
    if (status == 0 && out->ok && engine == ENGINE_NATIVE)
        status = integrity_check(g->source, out, &g->forbidden, err);
    return status;
}

static int run_case(struct grading *g, struct job *job, struct error *err)
{
    const struct engine_entry *entry = &engines[job->engine];
    if (entry->engine == ENGINE_EXPLORE)
        return engine_explore_run(g->spec, job->test_case, g->source, &g->explorable,
                                  &job->explored, err);
    return entry->run(g->spec, job->test_case, &g->builds[entry->build], &job->trace, err);
}

static int do_job(struct grading *g, struct job *job, struct error *err)
{
    enum engine engine = engines[job->engine].engine;
    if (!job->test_case)
        return build(g, engine, &g->builds[engines[job->engine].build], err);
    if (is_idle(g, job)) {
        job->trace.unsupported = xstrdup("the plain run of this case met a limit");
        return 0;
    }
    if (run_case(g, job, err) == 0)
        return 0;
    return error_wrap(err, "case %s (%s)", job->test_case->id, engine_name(engine));
}

static void finish_job(struct grading *g, struct job *job, int status, struct error *err)
{
    job->state = JOB_DONE;
    if (status != 0) {
        g->stop = true;
        if (g->error.kind == ERROR_NONE) {
            g->error = *err;
            *err = (struct error)ERROR_INIT;
        }
    } else if (!job->test_case) {
        g->built[job->engine] = true;
        bool is_native = engines[job->engine].engine == ENGINE_NATIVE;
        if (!g->builds[job->engine].ok || (is_native && g->forbidden))
            g->stop = true;
    }
    g->done++;
    if (g->options->on_progress)
        g->options->on_progress(g->options->context, g->done, (unsigned)g->job_count,
                                job->test_case ? job->test_case->id : "build");
    pthread_cond_broadcast(&g->changed);
}

static void *work(void *argument)
{
    struct grading *g = argument;
    pthread_mutex_lock(&g->lock);
    for (struct job *job; (job = take_job(g));) {
        struct error err = ERROR_INIT;
        pthread_mutex_unlock(&g->lock);
        int status = do_job(g, job, &err);
        pthread_mutex_lock(&g->lock);
        finish_job(g, job, status, &err);
        error_clear(&err);
    }
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

/* The calling thread works too, so that one job at a time needs no other thread. */
static void work_all(struct grading *g)
{
    size_t helpers = g->options->jobs > 1 ? g->options->jobs - 1 : 0;
    if (helpers >= g->job_count)
        helpers = g->job_count ? g->job_count - 1 : 0;
    cleanup_free pthread_t *threads = xcalloc(helpers, sizeof *threads);
    size_t started = 0;
    while (started < helpers && pthread_create(&threads[started], NULL, work, g) == 0)
        started++;
    work(g);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* Hidden cases have none: it would show their arguments and output. */
static void add_timelines(struct grading *g, struct result *out)
{
    for (size_t j = 0; j < g->job_count; j++) {
        const struct spec_case *c = g->jobs[j].test_case;
        if (!c || c->hidden || engines[g->jobs[j].engine].engine != ENGINE_NATIVE)
            continue;
        struct timeline *t = GROW(out->timelines, out->timeline_count, out->timeline_capacity);
        timeline_from_trace(&g->jobs[j].trace, t);
        t->case_id = xstrdup(c->id);
        for (size_t i = 0; i < c->arg_count && timeline_add_argument(t, c->args[i]); i++)
            continue;
    }
}

struct runs {
    struct judged_run *items; /* owned */
    size_t count, capacity;
};

static void add_run(struct runs *runs, enum engine engine, const struct trace *trace, bool late)
{
    *GROW(runs->items, runs->count, runs->capacity) = (struct judged_run){engine, trace, late};
}

static void collect_runs(const struct grading *g, const struct spec_case *c, struct runs *out)
{
    for (size_t j = 0; j < g->job_count; j++) {
        const struct job *job = &g->jobs[j];
        if (job->test_case != c || job->trace.unsupported || job->explored.unsupported)
            continue;
        if (engines[job->engine].engine != ENGINE_EXPLORE)
            add_run(out, engines[job->engine].engine, &job->trace, false);
        for (size_t i = 0; i < job->explored.count; i++)
            add_run(out, ENGINE_EXPLORE, &job->explored.items[i].trace,
                    job->explored.items[i].late);
    }
}

static void note_varying(const struct grading *g, struct case_verdict *v)
{
    for (size_t j = 0; j < g->job_count; j++) {
        const struct explored *e = &g->jobs[j].explored;
        if (g->jobs[j].test_case != v->test_case || e->unsupported || !e->varies)
            continue;
        for (size_t i = 0; i < v->check_count; i++)
            v->varies[i] |= e->varies[i];
    }
}

/* A wait in real time is told once a program, too. */
static void note_real_time(const struct grading *g, struct result *out)
{
    for (size_t j = 0; j < g->job_count; j++) {
        const struct trace *t = &g->jobs[j].trace;
        for (size_t i = 0; i < t->finding_count; i++) {
            if (strcmp(t->findings[i].code, "real-time") == 0) {
                result_add_note(out, "%s", t->findings[i].message);
                return;
            }
        }
    }
}

/* What the explorer has to say of the program is the same in most cases: it is told once. */
static void note_unsupported(const struct grading *g, struct result *out)
{
    for (size_t j = 0; j < g->job_count; j++) {
        const char *why = g->jobs[j].explored.unsupported;
        if (!why)
            continue;
        result_add_note(out,
                        "Interleavings of this program were not explored: %s. The other ways "
                        "of running it were used.",
                        why);
        return;
    }
}

static int judge_all(struct grading *g, struct result *out, struct error *err)
{
    const struct spec *spec = g->spec;
    cleanup_free struct case_verdict *verdicts = xcalloc(spec->case_count, sizeof *verdicts);
    int status = 0;
    for (size_t i = 0; i < spec->case_count && status == 0; i++) {
        struct runs runs = {0};
        collect_runs(g, &spec->cases[i], &runs);
        status = judge_case(spec, &spec->cases[i], runs.items, runs.count, &verdicts[i], err);
        if (status == 0)
            note_varying(g, &verdicts[i]);
        else
            error_wrap(err, "case %s", spec->cases[i].id);
        free(runs.items);
    }
    if (status == 0) {
        score_result(spec, verdicts, spec->case_count, out);
        add_timelines(g, out);
        note_unsupported(g, out);
        note_real_time(g, out);
    }
    for (size_t i = 0; i < spec->case_count; i++)
        case_verdict_free(&verdicts[i]);
    return status;
}

static const struct diagnostic *first_error(const struct build *b)
{
    for (size_t i = 0; i < b->diagnostic_count; i++)
        if (b->diagnostics[i].is_error)
            return &b->diagnostics[i];
    return NULL;
}

static char *build_failure_message(const struct build *b)
{
    const struct diagnostic *d = first_error(b);
    struct buffer text = {0};
    if (b->engine != ENGINE_NATIVE)
        buffer_printf(&text,
                      "The file builds alone, but not together with the %s, so it cannot be "
                      "checked. ",
                      b->engine == ENGINE_TSAN ? "race detector (ThreadSanitizer)"
                                               : "memory checker (AddressSanitizer)");
    if (d && d->line > 0)
        buffer_printf(&text, "The compiler stopped at line %d: %s", d->line, d->message);
    else if (d)
        buffer_printf(&text, "The compiler stopped: %s", d->message);
    else
        buffer_printf(&text, "The compiler could not make a program of the file. It said:\n%s",
                      b->log && *b->log ? b->log : "(nothing)");
    return buffer_take(&text);
}

/* A build that failed, or NULL. */
static const struct build *failed_build(const struct grading *g)
{
    for (size_t e = 0; e < ENGINE_COUNT; e++)
        if (g->built[e] && !g->builds[e].ok)
            return &g->builds[e];
    return NULL;
}

/* What the compiler said of the first build stands for all: they differ in flags only. */
static void take_diagnostics(struct grading *g, struct result *out)
{
    const struct build *failed = g->forbidden ? NULL : failed_build(g);
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        struct build *b = &g->builds[e];
        if (!g->built[e] || (failed && failed != b))
            continue;
        out->diagnostics = steal_ptr(b->diagnostics);
        out->diagnostic_count = b->diagnostic_count;
        out->diagnostic_capacity = b->diagnostic_capacity;
        b->diagnostic_count = b->diagnostic_capacity = 0;
        return;
    }
}

static int conclude(struct grading *g, struct result *out, struct error *err)
{
    if (g->error.kind != ERROR_NONE) {
        *err = g->error;
        g->error = (struct error)ERROR_INIT;
        return -1;
    }
    const struct build *failed = failed_build(g);
    int status = 0;
    if (g->forbidden) { /* first: whether the other builds were tried depends on time */
        score_integrity_failure(g->spec, g->forbidden, out);
    } else if (failed) {
        cleanup_free char *message = build_failure_message(failed);
        score_build_failure(g->spec, message, out);
    } else {
        status = judge_all(g, out, err);
    }
    if (status == 0)
        take_diagnostics(g, out);
    return status;
}

static int grade_once(const struct spec *spec, const struct source *source,
                      const struct grade_options *options, struct result *out, struct error *err)
{
    cleanup_workdir char *directory = workdir_create(err);
    if (!directory)
        return -1;
    struct grading g = {.spec = spec, .options = options, .source = source, .directory = directory};
    pthread_mutex_init(&g.lock, NULL);
    pthread_cond_init(&g.changed, NULL);
    add_jobs(&g);
    work_all(&g);
    int status = conclude(&g, out, err);
    for (size_t i = 0; i < g.job_count; i++) {
        trace_free(&g.jobs[i].trace);
        explored_free(&g.jobs[i].explored);
    }
    explore_program_free(&g.explorable);
    for (size_t e = 0; e < ENGINE_COUNT; e++)
        build_free(&g.builds[e]);
    free(g.jobs);
    free(g.forbidden);
    error_clear(&g.error);
    pthread_cond_destroy(&g.changed);
    pthread_mutex_destroy(&g.lock);
    return status;
}

/* Replaces `name` before a colon (NAME:12) by `own`. */
static void rename_in_text(char **text, const char *name, const char *own)
{
    struct buffer out = {0};
    size_t length = strlen(name);
    if (!*text || !strstr(*text, name))
        return;
    for (const char *p = *text; *p;) {
        if (strncmp(p, name, length) == 0 && p[length] == ':') {
            buffer_puts(&out, own);
            p += length;
        } else {
            buffer_putc(&out, *p++);
        }
    }
    free(*text);
    *text = buffer_take(&out);
}

/* Engines speak of the canonical name inside the sandbox; the student knows the file by its own. */
static void use_own_name(struct result *r, const struct source *source)
{
    const char *slash = strrchr(source->path, '/');
    const char *own = slash ? slash + 1 : source->path;
    for (size_t i = 0; i < r->check_count && strcmp(own, source->name) != 0; i++) {
        struct check_result *c = &r->checks[i];
        char **texts[] = {&c->message, &c->seen, &c->excerpt};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            rename_in_text(texts[j], source->name, own);
        for (size_t j = 0; j < c->location_count; j++) {
            struct location *l = &c->locations[j];
            if (!l->file || strcmp(l->file, source->name) != 0)
                continue;
            free(l->file);
            l->file = xstrdup(own);
        }
    }
    for (size_t i = 0; i < r->note_count; i++)
        rename_in_text(&r->notes[i], source->name, own);
}

static void describe(const struct spec *spec, const char *path, const struct grade_options *options,
                     const char *isolation, struct result *r)
{
    r->exercise = xstrdup(spec->exercise);
    r->title = xstrdup(spec->title ? spec->title : spec->exercise);
    r->submission = xstrdup(path);
    r->compiler = xstrdup(options->compiler);
    r->isolation = isolation ? xstrdup(isolation) : NULL;
    r->hidden_case_count = spec_hidden_case_count(spec);
    r->max_score = spec_total_points(spec);
}

static int grade_source(const struct spec *spec, const struct source *source,
                        const struct grade_options *options, struct result *out, struct error *err)
{
    if (source->rejection) {
        score_build_failure(spec, source->rejection, out);
        return 0;
    }
    if (grade_once(spec, source, options, out, err) == 0)
        return 0;
    if (err->kind != ERROR_MACHINE)
        return -1;
    error_clear(err);
    result_free(out);
    *out = (struct result){0};
    return grade_once(spec, source, options, out, err);
}

int grade_submission(const struct spec *spec, const char *path, const struct grade_options *options,
                     struct result *out, struct error *err)
{
    *out = (struct result){0};
    struct source source = {0};
    if (source_read(path, spec->exercise, &source, err) != 0)
        return -1;
    const char *isolation = NULL;
    int status = sandbox_find(&isolation, err);
    if (status == 0)
        status = grade_source(spec, &source, options, out, err);
    if (status != 0 && err->kind != ERROR_MACHINE) {
        result_free(out);
        source_free(&source);
        return -1;
    }
    if (status != 0) {
        result_free(out);
        *out = (struct result){.state = RESULT_ERROR, .error = steal_ptr(err->message)};
        error_clear(err);
    }
    describe(spec, path, options, isolation, out);
    use_own_name(out, &source);
    source_free(&source);
    return 0;
}
