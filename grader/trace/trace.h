/*
 * A trace: the ordered list of what one run of a program did. Every engine
 * yields one; every rule of the judge reads only this.
 *
 * Two clocks stand beside each event. `time_ns` is the virtual time since the
 * program started: it jumps over idle time and also advances with the
 * processor time that the program uses. `idle_ns` is the part of it that was
 * spent waiting: burning the processor does not count as a wait (judge/rules_time.c).
 *
 * `step` numbers order events that share a time. A line of output and a use of
 * a file also carry `arrived_step`: when the task asked for it. Between
 * arrival and step the task was held, or stood in line at the C library's lock
 * of stdout: two tasks whose spans [arrived_step, step] overlap were
 * doing it at once, so nothing in the program kept them apart.
 */
#ifndef GRADER_TRACE_TRACE_H
#define GRADER_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/kind.h"
#include "trace/story.h"

/*
 * Virtual time starts at 2025-08-30 15:02:31.040 UTC, in every engine: a time of
 * which each part but the year shows whether it is printed with its leading zeros.
 */
#define TRACE_EPOCH_NS (INT64_C(1756566151) * 1000000000 + 40000000)

enum trace_kind {
    TRACE_LINE,  /* a line of standard output; text without the newline */
    TRACE_BIRTH, /* `task` started `other` */
    TRACE_END,   /* `task` ended */
    TRACE_JOIN, /* `task` waited for the end of `other` (-1: of any child): pthread_join, waitpid */
    TRACE_WAIT, /* `task` ended a timed wait that ran from start_idle_ns to idle_ns */
    TRACE_FILE_OPEN,  /* `task` opened the watched file `text` */
    TRACE_FILE_WRITE, /* `task` wrote to it; `size` bytes */
    TRACE_FILE_CLOSE, /* `task` closed it */
    TRACE_FILE_PUT, /* explored runs only: `task` gave text to a stream of it, which may keep it */
};

struct trace_event {
    enum trace_kind kind;
    int task;  /* index into trace.tasks */
    int other; /* BIRTH, JOIN; else -1 */
    int64_t step, arrived_step;
    int64_t time_ns, idle_ns;
    int64_t start_time_ns, start_idle_ns; /* WAIT: when it began; else as time_ns, idle_ns */
    char *text;                           /* owned; NUL-terminated; may hold NULs before `size` */
    size_t size;
    int file; /* FILE_*: number of the open file description, the same for every user of it */
    bool no_newline; /* LINE: the output ended without a newline here */
};

enum task_type { TASK_INITIAL, TASK_THREAD, TASK_PROCESS };

/* Did a thread leave anything for others: memory that it changed, or its result? */
enum trace_gave { GAVE_UNKNOWN, GAVE_NOTHING, GAVE_SOMETHING };

struct trace_task {
    enum task_type
        type;    /* INITIAL: the first thread of the program; PROCESS: first thread of a child */
    int parent;  /* index of the task that started it; -1 for the initial one */
    int process; /* index of the task that is the first thread of its process */
    int64_t birth_ns, end_ns;
    int64_t cpu_ns;     /* PROCESS and INITIAL: processor time of the whole process */
    bool ended;         /* ended by itself before its process did */
    bool alive_at_exit; /* was still there when its process (or the program) ended: left behind */
    bool never_waited_for; /* PROCESS: nobody waited for it; THREAD, in explored runs: it has ended,
                              and nobody joined or detached it */
    enum trace_gave gave;  /* known in explored runs, of threads that have ended */
    bool service;   /* a thread of the detector's own: not the student's, ignored by the judge */
    char *function; /* owned; start routine where known, else NULL */
};

enum run_end {
    RUN_EXITED,   /* `status` is the exit status */
    RUN_SIGNALED, /* `status` is the signal */
    RUN_DEADLOCK, /* everything was blocked and nothing was due */
    RUN_LIMIT,    /* stopped at `limit` */
};

enum run_limit {
    LIMIT_NONE,
    LIMIT_TIME,
    LIMIT_CPU,
    LIMIT_MEMORY,
    LIMIT_TASKS,
    LIMIT_OUTPUT,
    LIMIT_FILE,
    LIMIT_WAKES /* it slept and woke again too often */
};

/* One place in a source file; file may be NULL when only the function is known. */
struct location {
    char *file;     /* owned; the student's file by its own name */
    int line;       /* 0: not known */
    char *function; /* owned; may be NULL */
};

/*
 * Something found by an engine that no rule has to look for: a race, a
 * deadlock, a crash, a leak, a limit. `kind` names use the closed list of
 * check kinds (base/kind.h).
 */
struct finding {
    enum check_kind kind;
    char *code;    /* owned; "data-race", "lock-order-inversion", "thread-leak", "crash", … */
    char *message; /* owned; one paragraph for the student, plain words */
    char *details; /* owned; several lines: accesses, stacks; may be NULL */
    struct location *locations; /* owned; the most telling first */
    size_t location_count, location_capacity;
    bool is_note; /* told, but no fault by itself (a lock-order inversion that may be harmless) */
};

struct trace_file {
    char *name;
    char *content; /* owned; NULL: the file did not exist at the end */
    size_t size;
};

struct trace {
    struct trace_event *events;
    size_t event_count, event_capacity;
    struct trace_task *tasks;
    size_t task_count, task_capacity;
    struct finding *findings;
    size_t finding_count, finding_capacity;
    struct trace_file *files; /* the watched files at the end */
    size_t file_count, file_capacity;

    enum run_end end;
    int status;
    enum run_limit limit;
    int64_t total_ns; /* virtual time from start to end */
    int64_t idle_ns;  /* of that, waiting */
    int64_t cpu_ns;   /* processor time of the whole tree */
    char *errors; /* owned; what went to standard error (cut at the output limit); never NULL after
                     a run */
    size_t errors_size;
    char *detector_log; /* owned; what the sanitizer logged, all processes; NULL without a sanitizer
                         */
    struct story *story; /* owned; this run told step by step, if an explored schedule; else NULL */
    char *unsupported; /* owned; why this engine cannot judge this program, so that the run does not
                          count; NULL: it can */
    bool lines_only; /* recorded lines without times and threads: rules that need those are skipped
                      */
    int64_t
        real_ns; /* of idle_ns: waits in ways that the virtual clock does not know, in real time */
    int64_t real_late_ns; /* of real_ns: as much of it may be a busy machine's doing */
};

/* Adds an event with every number zero, other = -1; returned pointer is valid until the next call.
 */
struct trace_event *trace_add(struct trace *t, enum trace_kind kind, int task);

/* Adds a task; returns its index. */
int trace_add_task(struct trace *t, enum task_type type, int parent);

/* Adds a finding; code, message are copied. The returned pointer is valid until the next call. */
struct finding *trace_add_finding(struct trace *t, enum check_kind kind, const char *code,
                                  const char *message);
void finding_add_location(struct finding *f, const char *file, int line, const char *function);

/* A trace of recorded lines (text with newlines, size bytes): lines_only, exit status 0, one task.
 */
void trace_from_lines(struct trace *t, const char *text, size_t size);

/* "the main thread", "thread 2", "process 3": how a task is called in messages. Static buffers of 4
 * calls. */
const char *trace_task_name(const struct trace *t, int task);

void finding_free(struct finding *f);
void trace_free(struct trace *t);

#endif
