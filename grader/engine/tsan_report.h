/*
 * ThreadSanitizer's reports as structs: what stands in the text, and no more.
 * tsan_report.c reads the text, tsan_explain.c makes findings of the structs.
 */
#ifndef GRADER_ENGINE_TSAN_REPORT_H
#define GRADER_ENGINE_TSAN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

struct symbolizer;

struct tsan_frame {
    char *function; /* owned; NULL if not told */
    char *file;     /* owned; base name; NULL if not told */
    int line;
    char *module; /* owned; NULL if not told */
    uint64_t offset;
    uint64_t pc; /* 0 if not told */
};

struct tsan_stack {
    struct tsan_frame *frames; /* innermost first */
    size_t count, capacity;
};

enum { TSAN_MUTEX_LIMIT = 8, TSAN_ACCESS_LIMIT = 4 };

struct tsan_access {
    bool write, atomic, earlier;
    int size;
    uint64_t address;
    int thread; /* 0: the main thread */
    int mutexes[TSAN_MUTEX_LIMIT];
    size_t mutex_count;
    struct tsan_stack stack;
};

enum tsan_place {
    PLACE_UNKNOWN,
    PLACE_GLOBAL,
    PLACE_HEAP,
    PLACE_STACK,
    PLACE_TLS,
    PLACE_DESCRIPTOR,
};

struct tsan_thread {
    int number, creator;
    bool running;
    struct tsan_stack stack; /* where it was created */
};

struct tsan_mutex {
    int number;
    uint64_t address;
    char *name;              /* owned; NULL if not known */
    struct tsan_stack stack; /* where it was created or first used */
};

/* One step of a lock-order cycle: `thread` took `taken` while it held `held`. */
struct tsan_edge {
    int taken, held, thread;
    struct tsan_stack taken_at, held_at;
};

struct tsan_report {
    char *title;   /* owned; "data race" */
    bool is_error; /* "ERROR: ThreadSanitizer: …": a crash seen by the detector */
    struct tsan_stack stack, second_stack; /* those without a heading, and under "and:" */
    struct tsan_access accesses[TSAN_ACCESS_LIMIT];
    size_t access_count;

    enum tsan_place place;
    char *name;                    /* owned; of the global */
    uint64_t size;                 /* of the global or heap block */
    int owner;                     /* thread whose stack, TLS or allocation it is */
    uint64_t number;               /* of the file descriptor */
    uint64_t offset;               /* in the executable; of the global */
    struct tsan_stack place_stack; /* where it was allocated or opened */

    struct tsan_thread *threads;
    size_t thread_count, thread_capacity;
    struct tsan_mutex *mutexes;
    size_t mutex_count, mutex_capacity;
    struct tsan_edge *edges;
    size_t edge_count, edge_capacity;
    bool slept; /* "As if synchronized via sleep" */
    struct tsan_stack sleep_stack;
    unsigned similar; /* "And 2 more similar thread leaks" */
};

/*
 * Reads every report in `log` and calls `found` for each, with names looked up
 * where the text has only addresses (`symbols` may be NULL). Any bytes will do.
 */
void tsan_read_reports(const char *log, struct symbolizer *symbols,
                       void (*found)(void *context, const struct tsan_report *report),
                       void *context);

/*
 * The line of `log` that says that the detector itself could not go on: it was
 * not able to start here, or broke. Owned by the caller; NULL: there is none.
 */
char *tsan_own_trouble(const char *log);

/*
 * Makes notes of the findings of kind race if the executable calls something
 * that keeps threads apart in a way the detector does not know (fences, flock, …).
 */
void tsan_doubt_races(struct trace *t, struct symbolizer *symbols);

/*
 * Sets t->unsupported if the run crashed and the executable uses what makes
 * right programs crash under the detector (threads that the C library starts by itself).
 */
void tsan_doubt_crash(struct trace *t, struct symbolizer *symbols);

#endif
