/*
 * From a student's source file to executables, inside the sandbox.
 */
#ifndef GRADER_COMPILE_COMPILE_H
#define GRADER_COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "judge/result.h"
#include "spec/spec.h"

#define SOURCE_LIMIT_BYTES (1024 * 1024)

/* A submission read safely: a regular file, links not followed for the last component. */
struct source {
    char *path; /* as given */
    char *name; /* canonical name inside the sandbox: "<exercise>.c" */
    char *text; /* NULL when `rejection` is set */
    size_t size;
    char *rejection; /* why it cannot be a C source (not text, too big); kind build. NULL if fine */
};

/* Missing, a directory, a FIFO, unreadable: -1 with ERROR_USAGE. */
int source_read(const char *path, const char *exercise, struct source *out, struct error *err);
void source_free(struct source *s);

/* Where a build puts functions with a no_sanitize attribute (engine/integrity.h). */
#define COMPILE_UNCHECKED_SECTION "unchecked_code"

struct build {
    enum engine engine; /* which engine it is for */
    bool ok;            /* false: the student's source does not build; see diagnostics, log */
    char *executable;   /* host path inside the work directory; NULL if not ok */
    char *listing;      /* host path of the assembler's listing; native only, else NULL */
    char *log;          /* what the compiler printed, cut at a limit */
    struct diagnostic *diagnostics;
    size_t diagnostic_count, diagnostic_capacity;
};

/*
 * Builds `source` for `engine` with `compiler` ("gcc", "clang" or a path) in
 * `work_directory` (exists, private to this grading). Returns 0 also when the
 * source does not compile (out->ok is false, log says why); -1 only for
 * trouble of ours. Thread-safe: two builds may run at once in two threads.
 */
int compile_build(const struct source *source, enum engine engine, const char *compiler,
                  const char *work_directory, struct build *out, struct error *err);
void build_free(struct build *b);

#endif
