/*
 * The explorer's runtime: what its files share. driver.c opens with the theory
 * of operation. Everything here runs inside the student's process.
 *
 * All state lies in one mapping at a fixed address (RT), outside of what is put
 * back between schedules; the runtime has no other writable variables, but for
 * rt_live, which is written once.
 */
#ifndef GRADER_RUNTIME_RT_H
#define GRADER_RUNTIME_RT_H

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "runtime/shared.h"

/*
 * Where things lie. The low 32 bits of every address that may be shared
 * between tasks are different, so that the race detector's shadow is one
 * multiplication away (race.c): the program below 1 GiB (it is linked without
 * -pie), the heap in the second GiB, the stacks in the third and fourth.
 */
#define RT_STATE_BASE  UINT64_C(0x100000000000)
#define RT_SHADOW_BASE UINT64_C(0x300000000000)
#define RT_REGION      UINT64_C(0x200000000000)
#define RT_GIB         (UINT64_C(1) << 30)
#define RT_HEAP_BASE   (RT_REGION + RT_GIB)
#define RT_STACK_BASE  (RT_REGION + 2 * RT_GIB)
#define RT_STACK_BYTES (2 * RT_GIB / RT_MAX_TASKS)
#define RT_PAGE        UINT64_C(4096)

#define RT_FRAMES_KEPT 256   /* of a task's calls; deeper ones are not told */
#define RT_SYNC_SLOTS  16384 /* a power of two */
#define RT_CODE_BASE   UINT64_C(0x400000)
#define RT_CODE_BYTES  (4u << 20)
#define RT_FOREVER     INT64_MAX
#define RT_KEYS        64
#define RT_SPIN_READS  8
#define RT_TLS_BYTES   (4u << 20) /* at most, of one task */
#define RT_DFS_DEPTH   32768
#define RT_QUIET_MAX   20000 /* so much work without any visible step, then others get a turn */
#define RT_STEP_BLOCKS 64    /* so much work counts as a step for the budget */

struct rt_clock {
    uint32_t at[RT_MAX_TASKS];
};

enum rt_state { RT_FREE_TASK, RT_ALIVE, RT_ENDED };

enum rt_woken { RT_READY, RT_TIMED_OUT, RT_SPURIOUSLY, RT_CANCELLED };

struct rt_task;
typedef bool rt_ready_fn(const struct rt_task *task);

/* What a task has read since it last did something: reading it all again is spinning. */
struct rt_spin_read {
    uint64_t pc, address, value;
};

#define RT_VISITS 64

/* What each choice looks at stands first, close together: with many tasks that is what a step
 * costs.
 */
struct rt_task {
    void *sp; /* while it does not run */
    uint32_t number;
    uint8_t state, woken;
    bool detached, joined, is_main, yields;
    bool gives;        /* has changed memory that is not its own stack */
    bool in_cond_wait; /* may be woken spuriously */
    bool cancellable;  /* waits at a cancellation point */
    bool cancel_requested, cancel_disabled, cancel_at_once, is_leaving;
    uint64_t signal_mask;

    /* what it is about to do: set in rt_arrive() */
    uint16_t kind;
    bool is_write;      /* the operation changes its object: for POS and SURW */
    rt_ready_fn *ready; /* NULL: it can go on at once */
    int64_t deadline;   /* virtual time; RT_FOREVER: none */
    uint64_t object;
    void *operand;   /* for ready() */
    uint32_t wanted; /* for ready() */
    uint64_t pc;
    int32_t arrived;
    uint32_t step;    /* of the operation that it does now */
    uint32_t choices; /* how many were made while it was the last to run */

    uint64_t parked_at; /* spins: not before RT->progress has changed from this; 0: does not */
    uint32_t spins, spin_reads;
    bool reads_plain; /* a plain variable is among what it has read */

    uint64_t priority;     /* POS, PCT */
    uint32_t held;         /* locks that it holds */
    uint32_t atomic_depth; /* not 0: nobody else goes on unless it has to wait */
    uint32_t skips;        /* places: so many times it does not hand over */
    uint64_t weight;       /* SURW: interesting events still to come */

    /* from here on: what is not looked at for each choice */
    struct rt_visits {
        uint64_t pc;
        uint32_t count;
    } visits[RT_VISITS]; /* how often it came where; of a place that shares a slot, anew */
    struct rt_spin_read spin_read[RT_SPIN_READS];

    void *(*start)(void *);
    int (*start_c11)(void *);
    void *argument, *result;
    uint64_t born_pc;      /* where it was started from */
    char name[16];         /* pthread_setname_np() */
    uint64_t stack_low;    /* lowest stack pointer seen */
    const uint64_t *frame; /* of rt_arrive_when(), while it does not run */
    uint32_t depth;        /* of frames[] */
    uint64_t frames[RT_FRAMES_KEPT];
    void *cleanups; /* pthread_cleanup_push */
    void *key_values[RT_KEYS];
    struct rt_clock clock, acquired, released; /* the last two: for fences */
    bool has_acquired, has_released;
    void *thread_pointer;
};

/* What is known of the mutex, semaphore, … at an address. Zero is its initial state. */
struct rt_sync {
    uint64_t key;
    uint64_t schedule; /* valid only in this one */
    int32_t owner;     /* task, -1: none (set by sync_at) */
    uint32_t depth, readers, waiters, generation;
    int64_t value;
    bool initialised, destroyed, busy;
    uint8_t type;
    struct rt_clock *released, *read_released; /* NULL: nothing */
    struct rt_sync *mutex;                     /* of a condition variable */
};

struct rt_decision { /* of the depth-first search */
    uint16_t chosen, count, preempts;
    uint8_t kind;
    uint8_t order[RT_MAX_TASKS > 16 ? 16 : RT_MAX_TASKS];
};

struct rt_object_counts {
    uint64_t object;
    uint32_t total, by_task[32];
    bool is_shared, written;
    uint8_t first_task;
};

#define RT_OBJECTS 512
#define RT_ASSUMED 8

struct rt_place {     /* of the program's text (places.c) */
    uint64_t pc;      /* 0: none */
    uint64_t routine; /* of the first thread that was seen there */
    uint64_t chosen;  /* rt_strategy_state.schedule_begun of the schedule it was last chosen for */
};

#define RT_PLACES_KNOWN 1024

struct rt_strategy_state {
    uint32_t current; /* enum rt_strategy of this schedule */
    uint32_t longest; /* steps of the longest schedule so far */
    uint64_t random;
    bool holds_back;      /* POS: who holds a lock and wants another comes last */
    bool late;            /* sleepers may be overtaken */
    int32_t laggard;      /* whom all others overtake, sleepers too; -1: nobody */
    uint32_t overtaken;   /* how often a sleeper has overtaken the laggard */
    uint32_t value_bound; /* values of __VERIFIER_nondet_…() are below this; 0: any */
    uint32_t values_drawn;
    bool starts_without_end; /* a schedule came to its task_limit */
    bool runs_without_end;   /* a schedule came to one of its limits */
    bool leaves_early;       /* in a schedule main was through before others were */
    bool main_last;          /* once main has started all, it waits for them all */
    bool waits_out;          /* who comes to one of assumed_at waits there for all others */
    uint32_t assumed_count;
    uint64_t
        assumed_at[RT_ASSUMED]; /* the last visible steps before assumptions that did not hold */
    /* PCT */
    uint32_t change_points[2];
    /* SURW */
    uint64_t interesting;
    uint8_t parent[32];
    int intended;
    uint32_t objects_used;
    struct rt_object_counts objects[RT_OBJECTS];
    /* places */
    uint64_t schedule_begun;
    bool in_rounds;
    uint64_t turns_at;    /* an object; 0: none */
    uint64_t held_at;     /* in rounds: who comes to this place waits there; 0: nobody */
    uint32_t turns_kinds; /* 1 reads, 2 writes */
    uint32_t place_count;
    uint16_t place_list[RT_PLACES_KNOWN];
    struct rt_place places[RT_PLACES_KNOWN];
    /* DFS */
    uint32_t bound, depth, used, preemptions, run, run_in_bound;
    bool exhausted, restart, overflow;
    int32_t finished_bound;
    uint32_t finished_count;
    struct rt_decision decisions[RT_DFS_DEPTH];
};

/* Functions of the program that are more than they do (verifier.c). */
enum rt_role { RT_ROLE_ATOMIC = 1, RT_ROLE_ASSUME, RT_ROLE_ERROR };

struct rt_function {
    uint64_t start, end;
    uint8_t role;
};

#define RT_FUNCTIONS 64
#define RT_TRAPS     32

struct rt_segment { /* of memory that is put back */
    char *start, *copy;
    size_t bytes;
    unsigned char *hot; /* one byte a page; NULL: all pages are always put back */
};

#define RT_SEGMENTS 32

struct rt_tls {         /* the first thread's block (tls.c) */
    char *driver;       /* its thread pointer */
    size_t below_bytes; /* from the lowest variable to the thread pointer */
    size_t control_bytes, alignment;
    size_t program_bytes; /* the program's part, just below the thread pointer */
    size_t image_bytes;   /* of it: what is not zero at first */
    const void *image;
    bool by_instruction; /* the thread pointer can be set without a system call */
};

#define RT_SIGNALS 65
#define RT_NAMED   16

struct rt_named { /* a semaphore with a name */
    bool exists;
    char name[64];
    void *semaphore;
};

struct rt_open_file { /* by descriptor */
    uint8_t used, is_pipe;
    int8_t watched; /* index into rt_shared.files, -1: not watched */
    int32_t number; /* of the open file description */
    FILE *stream;
};

#define RT_DESCRIPTORS 96
#define RT_TOUCHED     64

struct rt {
    struct rt_shared *shared;
    struct rt_order order;
    int argc;
    char **argv, **envp;
    void *driver_sp;
    uint32_t stacks_open;
    int stack_access; /* PROT_… */
    struct rt_tls tls;

    /* one schedule */
    uint64_t schedule; /* counts all, so that old state is told from new */
    uint32_t number;
    struct rt_task *current;
    uint32_t task_count, alive;
    struct rt_task *living[RT_MAX_TASKS]; /* the `alive` ones, by number */
    uint32_t task_limit;                  /* who starts one more waits until the schedule ends */
    int64_t now_ns;
    uint64_t progress, idle_rounds;
    uint64_t writes;                    /* accesses that may have changed memory but stacks */
    uint64_t circle_state, circle_next; /* livelock.c */
    uint32_t steps, switches, preemptions, run_length, jump_step, quiet_yields;
    uint64_t work, jump_work,
        work_stop; /* basic blocks and accesses so far; at which count others get a turn */
    uint32_t clock_reads, passed; /* passed: arrivals that were no steps */
    uint32_t step_limit, passed_limit, quiet_limit;
    bool running, late, ending;
    bool drew_much;            /* a great value was drawn (rt_choose_value) */
    struct rt_task *returning; /* the next choice is this one: it only lets others end */
    uint32_t end, end_status;
    uint64_t end_pc, end_address;
    uint64_t outside_pc, outside_address; /* memory next to a block was used there; 0: nowhere */
    uint32_t next_deviation_scan;
    uint32_t deviation_count;
    struct rt_deviation deviations[RT_MAX_DEVIATIONS];
    uint32_t late_number; /* how many tasks were created */
    uint32_t open_number, clocks_used, syncs_used;
    uint64_t output_bytes;

    /* the log */
    uint32_t log_used, log_start, record_count, last_output; /* offsets */
    bool log_overflow;
    uint64_t hash;
    uint32_t unread; /* offset of a record whose written value is not known yet; 0: none */
    uint32_t hashes_used;
    uint32_t note_count; /* of rt_shared.notes */

    /* races */
    uint32_t race_count, first_race;
    uint32_t visible_count; /* in force */
    uint32_t tried_count;   /* locks that somebody has tried to take without waiting */
    uint64_t tried[64];

    /* heap */
    uint64_t heap_top, heap_initial_top, heap_limit;
    uint64_t heap_lists[96]; /* of free blocks, by class */
    char *heap_copy;

    /* exit handlers, keys */
    uint32_t handler_count, key_count;
    void (*handlers[64])(void);
    void (*key_destructors[RT_KEYS])(void *);

    /* signals, names, chance */
    void *signal_handlers[RT_SIGNALS];
    uint32_t named_count;
    struct rt_named named[RT_NAMED];
    uint64_t random_state;

    /* files */
    int dir_fd;
    uint32_t touched_count;
    bool files_dirty;
    char touched[RT_TOUCHED][256];
    char *file_before[RT_MAX_FILES];
    size_t file_before_bytes[RT_MAX_FILES];
    struct rt_open_file files[RT_DESCRIPTORS];
    int32_t next_open;
    uint32_t put_count, put_task; /* the newest put: how many records there were, whose, where */
    int32_t put_file;

    uint32_t function_count;
    struct rt_function functions[RT_FUNCTIONS];
    uint64_t watched_schedule, watched_work; /* as the timer last saw them */
    uint32_t still_ticks, endless;           /* endless: tasks in loops that do nothing */
    uint32_t trap_count;
    uint64_t traps[RT_TRAPS];
    uint32_t segment_count;
    struct rt_segment segments[RT_SEGMENTS];
    struct rt_strategy_state strategy;
    struct rt_sync *sync_used[RT_SYNC_SLOTS / 2];
    struct rt_sync syncs[RT_SYNC_SLOTS];
    struct rt_clock clocks[4096];
    uint64_t hashes[1 << 15];
    unsigned char visible[RT_CODE_BYTES];
    struct rt_task tasks[RT_MAX_TASKS];
};

#define RT    ((struct rt *)RT_STATE_BASE)
#define RT_PC ((uint64_t)__builtin_return_address(0))

extern bool rt_mapped; /* RT is there */
void rt_map(void);

extern bool rt_live; /* the runtime is set up; hooks before that return at once */

/* Whether the calls of the student's code count now. */
static inline bool rt_on(void)
{
    return rt_live && RT->running && !RT->ending;
}

/* tasks.c: coroutines */
void tasks_init(void);
struct rt_task *task_create(void *(*start)(void *), int (*start_c11)(void *), void *argument);
void task_enter(struct rt_task *task); /* from the driver; returns when the schedule ends */
void task_switch(struct rt_task *to);  /* from the current task */
_Noreturn void task_leave_for(struct rt_task *to, uint64_t stack_pointer, void (*resume)(void));
_Noreturn void task_finish(void *result); /* the current task ends */
_Noreturn void rt_end(uint32_t end, uint32_t status, uint64_t pc, uint64_t address);
void tasks_clear(void); /* after a schedule: stacks */

/* tls.c: thread-local storage */
void tls_init(void);
uint64_t tls_create(struct rt_task *task, uint64_t top); /* below `top`; returns where it begins */
void tls_use(void *thread_pointer);                      /* from now on */

/* schedule.c: whose turn it is */
enum rt_woken rt_arrive(uint32_t kind, uint64_t object, bool is_write, uint64_t pc);
enum rt_woken rt_arrive_when(uint32_t kind, uint64_t object, bool is_write, uint64_t pc,
                             rt_ready_fn *ready, void *operand, int64_t deadline);
bool rt_never(const struct rt_task *task);     /* a ready function */
bool rt_has_room(const struct rt_task *task);  /* another, of one that starts a task */
bool rt_can_go_on(const struct rt_task *task); /* of a living one */
void rt_progressed(void);
void rt_read_again(uint64_t pc, uint64_t address, uint64_t value); /* may park the current task */
void rt_yield(uint64_t pc);
struct rt_task *rt_choose(void);
uint32_t rt_choose_waiter(uint32_t count);
uint32_t rt_choose_value(void);

/* endless.c: loops that do nothing */
void endless_watch(void);
void endless_trapped(const void *context); /* returns if it was none of our traps */

/* livelock.c: asked at each idle round */
bool livelock_is_proved(void);

/* strategy.c */
void strategy_reset(void); /* before the first schedule of an order */
void strategy_begin(uint32_t number);
void strategy_end(void);
void strategy_arrived(struct rt_task *task);
void strategy_born(struct rt_task *parent, struct rt_task *child);
void strategy_done(const struct rt_task *task); /* it is about to do what it arrived for */
struct rt_task *strategy_pick(struct rt_task **ready, uint32_t count, struct rt_task *plain);
uint32_t strategy_waiter(uint32_t count);
uint32_t strategy_value(void);
bool strategy_exhausted(void);
void strategy_visible(void); /* more accesses are visible: the tree of the search has changed */

uint32_t strategy_draw(uint32_t limit); /* a random number below limit */
uint64_t strategy_object(void);         /* one that several tasks use, or 0 */

/* places.c */
void places_note(const struct rt_task *task);
void places_begin(void);
struct rt_task *places_pick(struct rt_task **ready, uint32_t count);

/* race.c: vector clocks and FastTrack */
void race_access(uint64_t address, uint32_t size, bool is_write, bool is_atomic, uint64_t pc);
void race_range(const void *start, size_t size, bool is_write, uint64_t pc);
void race_free(uint64_t address, size_t size, uint64_t pc);
void race_forbid(uint64_t address, size_t size); /* next to a block that was just given out */
void race_forget(uint64_t address, size_t size);
bool race_is_visible(uint64_t pc);
void race_make_visible(uint64_t pc); /* from the next schedule on */
void race_begin(void);               /* a schedule: which places are visible */
struct rt_clock *clock_new(void);
void clock_join(struct rt_clock *to, const struct rt_clock *from);
void clock_acquire(const struct rt_clock *from); /* NULL: nothing */
void clock_release(struct rt_clock **to);        /* to = the current task's clock */
void clock_release_join(struct rt_clock **to);
void clock_fork(struct rt_task *child);
void clock_tick(void);

/* sync.c */
struct rt_sync *sync_at(const void *address);
struct rt_sync *sync_find(const void *address); /* NULL: nothing known */

/* log.c */
struct rt_record *log_record(uint32_t kind, uint64_t object, const void *text, size_t size,
                             uint64_t pc);
struct rt_record *log_step(uint32_t kind, uint64_t object, uint64_t pc); /* NULL without RT_STEPS */
struct rt_record *log_step_text(uint32_t kind, uint64_t object, const void *text, size_t size,
                                uint64_t pc);
void log_output(uint32_t kind, const void *bytes, size_t size, uint64_t pc);
void log_misuse(uint32_t misuse, const void *object, int32_t other, uint64_t pc);
void log_note(uint32_t misuse, uint64_t object, uint64_t pc); /* seen in some schedule */
void log_settle(void); /* fills in the value of the last write */
void log_begin(void);
void log_end(void);
bool log_is_new(uint64_t hash);
uint32_t copy_frames(uint64_t *out, const struct rt_task *task);

/* snapshot.c */
void snapshot_take(void);
void snapshot_restore(void);
bool snapshot_fault(void *address); /* a write to a page that was not hot: true if it may go on */
void snapshot_touch(void *start, size_t size); /* before the kernel writes there */

/* heap.c */
void heap_init(void);
void heap_begin(void);
void heap_restore(void);
bool heap_block(uint64_t address, uint64_t *start, uint64_t *size, uint64_t *pc);

/* streams.c, files.c */
void stream_step(FILE *stream, const char *name, uint64_t pc);
FILE *file_stream(int fd, const char *mode);
int file_descriptor(FILE *stream); /* -1: not one of ours */
bool stream_is_at(uint64_t address);
void file_put(FILE *stream, uint64_t pc); /* text is given to it: logged if the file is watched */
void streams_init(void);
void files_init(void);
void files_restore(void);
void files_log_end(void);
void streams_settle(void);

/* exit.c */
_Noreturn void rt_exit(int status, uint64_t pc);
_Noreturn void rt_fail(enum rt_failed how, const char *text, uint64_t pc);
_Noreturn void rt_unsupported(const char *name, uint64_t pc);
void exit_handlers(void);

/* cancel.c */
bool cancel_is_due(const struct rt_task *task);
void cancel_point(uint64_t pc); /* does not return if the current task is cancelled */
enum rt_woken rt_wait_cancellably(uint32_t kind, uint64_t object, bool is_write, uint64_t pc,
                                  rt_ready_fn *ready, void *operand, int64_t deadline);

/* pipes.c */
void pipe_wait(int fd, bool to_write, uint64_t pc);
void pipe_gave(int fd);
void pipe_took(int fd);

/* threads.c */
_Noreturn void thread_leave(void *result); /* pthread_exit */
void thread_run_key_destructors(void);
struct rt_task *thread_find(pthread_t handle);

/* verifier.c */
void verifier_init(void);
void verifier_trapped(const void *context); /* returns if it was none of our traps */
bool verifier_status_counts(void);          /* is an exit status other than 0 a fault? */
bool verifier_abort_counts(uint64_t pc);    /* is abort(), called at pc, a fault? */
uint8_t verifier_role(uint64_t pc);         /* enum rt_role of the function at pc, or 0 */
void atomic_enter(uint64_t pc);
void atomic_leave(void);

/* strings.c */
void strings_check_format(const char *format, va_list ap, uint64_t pc);

_Noreturn void rt_die(const char *why); /* our own trouble: exit status 3 */

#endif
