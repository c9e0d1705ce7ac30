/*
 * The sandbox: bubblewrap's command line and libseccomp's filter.
 */
#ifndef GRADER_SANDBOX_SANDBOX_H
#define GRADER_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct sandbox_bind {
    const char *host;   /* path on the host */
    const char *inside; /* path in the sandbox */
    bool writable;
};

/* A descriptor that the program gets, under a number of its own. */
struct sandbox_descriptor {
    int host, inside;
};

struct sandbox {
    const struct sandbox_bind *binds; /* besides the system's directories */
    size_t bind_count;
    const char *directory;    /* working directory inside; NULL: /workdir, a private tmpfs */
    char *const *environment; /* "NAME=value", NULL-terminated; all else is cleared */
    bool with_compiler;       /* also what the compiler needs to read */
    bool log_directory;       /* a private /log, for a sanitizer's reports */
    int64_t tmpfs_bytes;      /* size limit of /tmp, /workdir and /log */
    int seccomp_fd;           /* filter to load, -1: none */
    const struct sandbox_descriptor *passed; /* sandbox_run() only; at most 4 */
    size_t passed_count;
};

/* The full command: bwrap … -- program args. Owned by the caller (free_strings). */
char **sandbox_command(const struct sandbox *s, const char *program, char *const *args);

/* Which isolation runs: "bubblewrap". -1 (ERROR_MACHINE) when there is none, with what to do. */
int sandbox_find(const char **name, struct error *err);

/* Runs a trivial program in the sandbox (about 15 ms). -1 (ERROR_MACHINE) with why not, and what to
 * do. */
int sandbox_probe(struct error *err);

/* What a contained helper program (the compiler) did. */
struct sandbox_outcome {
    int status; /* as from waitpid; after a signal S the exit code is 128 + S */
    bool timed_out;
    char *output; /* stdout and stderr together; owned */
    size_t output_size;
    bool output_cut;
};

struct sandbox_limits {
    int64_t cpu_ns, wall_ns, memory_bytes, file_bytes, output_bytes;
};

/*
 * Runs a program in the sandbox without a supervisor (for the compiler), with
 * rlimits, output collected, the whole tree killed at the end. Thread-safe.
 */
int sandbox_run(const struct sandbox *s, const struct sandbox_limits *limits, const char *program,
                char *const *args, struct sandbox_outcome *out, struct error *err);
void sandbox_outcome_free(struct sandbox_outcome *o);

#endif
