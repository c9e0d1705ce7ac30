/*
 * Engines: run one build on one case and give a trace with findings.
 * grade_submission() is the whole way from a source file to a result.
 */
#ifndef GRADER_ENGINE_ENGINE_H
#define GRADER_ENGINE_ENGINE_H

#include "base/error.h"
#include "compile/compile.h"
#include "judge/result.h"
#include "spec/spec.h"
#include "trace/trace.h"

/* Runs `build` on the case. 0 with the trace, or -1 (ERROR_MACHINE). Thread-safe. */
int engine_native_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                      struct trace *out, struct error *err);
int engine_tsan_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                    struct trace *out, struct error *err);

/*
 * The plain build where all but the initial thread are late, as a busy machine
 * may have it. Judged only by what may not depend on time: that nothing is left
 * behind, no deadlock, no crash.
 */
int engine_late_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                    struct trace *out, struct error *err);

/*
 * The plain build where whoever starts a thread or process is kept waiting until
 * that one has gone as far as it can. Judged by all that does not depend on time.
 */
int engine_eager_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                     struct trace *out, struct error *err);

/*
 * The build with AddressSanitizer and UndefinedBehaviorSanitizer. Judged only by
 * what they find: kind memory.
 */
int engine_memory_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                      struct trace *out, struct error *err);

/* Reports of ThreadSanitizer (gcc's and clang's) in `log` become findings of `trace`. */
struct symbolizer; /* addresses to lines by libdw; may be NULL in tests */
void tsan_parse_reports(const char *log, const char *source_name, struct symbolizer *symbols,
                        struct trace *trace);

struct grade_options {
    const char *compiler; /* "gcc" */
    unsigned jobs;        /* threads that build and run at once; at least 1 */
    unsigned engines;     /* set of enum engine that may run; ~0u: all */
    /* progress, called from any thread under a lock; may be NULL */
    void (*on_progress)(void *context, unsigned done, unsigned total, const char *what);
    void *context;
};

/*
 * Grades one submission. 0 with a result, which may be RESULT_ERROR after
 * trouble of the machine (tried once more before); -1 for a wrong call
 * (ERROR_USAGE: no such file, …).
 */
int grade_submission(const struct spec *spec, const char *path, const struct grade_options *options,
                     struct result *out, struct error *err);

#endif
