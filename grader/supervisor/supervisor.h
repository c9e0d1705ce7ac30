/*
 * Runs one program in the sandbox on the virtual clock and yields its trace.
 * supervisor.c opens with the theory of operation.
 */
#ifndef GRADER_SUPERVISOR_SUPERVISOR_H
#define GRADER_SUPERVISOR_SUPERVISOR_H

#include <stdbool.h>

#include "base/error.h"
#include "spec/spec.h"
#include "trace/trace.h"

struct run_request {
    const char *executable;   /* host path */
    char *const *args;        /* without argv[0]; NULL-terminated */
    const char *name;         /* argv[0] */
    char *const *environment; /* besides the fixed ones; may be NULL */
    const struct spec_limits *limits;
    const struct spec_file *files; /* put into the working directory first */
    size_t file_count;
    char *const *watch; /* files whose use is traced and whose content is kept; may be NULL */
    bool sanitizer; /* no address-space limit; log directory /log; its own threads are set apart */
    bool watch_stdout_lock; /* note who stands in line at the lock of stdout (for `exclusive`) */
    /*
     * A busy machine may wake any sleeper late and keep any thread from running
     * for a while. Here it does: all but the initial thread are late, so that
     * sleeping in place of a join shows. Times mean nothing then.
     */
    bool late;
    bool eager; /* a new task runs first, and its creator only when that one can go no further */
    /* Called for each line of standard output as it comes (grader run); may be NULL. */
    void (*on_line)(void *context, const struct trace *t, const struct trace_event *line);
    void *context;
};

/*
 * Returns 0 with *out filled (free with trace_free) whatever the program did,
 * -1 (ERROR_MACHINE) when the machine failed it. At return every process of
 * the run is dead and reaped. Thread-safe: one run per thread.
 */
int supervisor_run(const struct run_request *request, struct trace *out, struct error *err);

#endif
