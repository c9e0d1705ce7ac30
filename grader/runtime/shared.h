/*
 * What the grader and the explorer's runtime inside the student's process say
 * to each other. Both sides include this file; nothing else is shared.
 *
 * Three descriptors are open in the explored process: RT_SHARED_FD, a memory
 * file of RT_SHARED_BYTES that both map; RT_ORDER_FD, from which the runtime
 * reads one struct rt_order at a time; RT_REPLY_FD, to which it answers each
 * with one struct rt_reply. End of file on the orders ends the process. A
 * process that dies without an answer died of the schedule whose number stands
 * in rt_shared.running.
 *
 * The submission can write to all of this: the grader trusts no byte of it and
 * checks every number before use.
 *
 * In rt_shared.log stand, one behind the other, the schedules that the order
 * asked to be told: struct rt_schedule, then its deviations, then its records,
 * each struct rt_record followed by `size` bytes of text, padded to 8 bytes.
 *
 * A schedule is determined by the places where it deviates from the plain one:
 * the plain one lets a task run on until it blocks or ends, then takes the
 * lowest-numbered task that can run, wakes sleepers on time, and so on: it
 * always takes choice 0. Each task counts the choices made while it was the
 * last to run; (task, count) is a choice's name, which stays the same when
 * another deviation is taken out. That makes schedules easy to shorten.
 */
#ifndef GRADER_RUNTIME_SHARED_H
#define GRADER_RUNTIME_SHARED_H

#include <stdint.h>

#define RT_VERSION        3
#define RT_SHARED_FD      100
#define RT_ORDER_FD       101
#define RT_REPLY_FD       102
#define RT_LOG_BYTES      (8u << 20)
#define RT_MAX_TASKS      256
#define RT_MAX_DEVIATIONS 4096
#define RT_MAX_RACES      64
#define RT_MAX_NOTES      32
#define RT_MAX_FRAMES     12
#define RT_MAX_VISIBLE    1024
#define RT_MAX_FILES      8
#define RT_TEXT_BYTES     4096
#define RT_FILE_BYTES     65536
#define RT_NO_FILE        UINT32_MAX

/* The value of the symbol rt_contest: what the program uses of the names of SV-COMP (verifier.c).
 */
#define RT_CONTEST_VALUES 1 /* some: values that may be any, atomic sections, … */
#define RT_CONTEST_ERROR  2 /* also the function for its fault */

/* Virtual time starts at 2025-08-30 15:02:31.040 UTC, as in the supervisor. */
#define RT_START_NS INT64_C(1756566151040000000)

enum rt_strategy {
    RT_MIX,    /* the default: one plain schedule, then all others in turn */
    RT_SURW,   /* selectively uniform random walk */
    RT_POS,    /* partial order sampling */
    RT_PCT,    /* probabilistic concurrency testing, depth 3 */
    RT_RANDOM, /* uniform random walk */
    RT_DFS,    /* depth-first search with at most 0, then 1, then 2 preemptions */
    RT_PLACES, /* tasks are held, or hand over to the next, at chosen places of the program */
};

enum rt_order_kind {
    RT_ORDER_EXPLORE = 1, /* run `count` schedules from number `first` on */
    RT_ORDER_REPLAY,      /* run the one of rt_shared.deviations, and tell it */
};

enum rt_order_flags {
    RT_TELL_ALL = 1 << 0,         /* the log tells each schedule whose trace was not told before */
    RT_TELL_FAULTS = 1 << 1,      /* … each that ended badly by itself (rt_schedule.fault) */
    RT_STOP_AT_FAULT = 1 << 2,    /* stop behind the first of those */
    RT_RACES_ARE_FAULTS = 1 << 3, /* a schedule in which a new race was seen is one of those */
    RT_STEPS = 1 << 4,   /* records also of reads, writes, locks, … for a story; of accesses that
                            are no visible steps too, where other tasks can get at the memory */
    RT_ON_TIME = 1 << 5, /* never wake a sleeper late */
    RT_STOP_THERE = 1 << 6, /* raise SIGTRAP before step `stop_step` (a debugger is attached) */
    RT_FEW_TASKS = 1 << 7,  /* a program that starts threads without end is kept to a few of them in
                               most schedules; these cannot be replayed */
};

struct rt_order {
    uint32_t kind, flags, strategy;
    uint32_t first, count; /* schedules are numbered from 1 */
    uint32_t step_limit;   /* visible steps a schedule; then it ends as RT_END_STEPS */
    uint32_t deviation_count;
    uint32_t visible_count; /* REPLAY: the first so many of rt_shared.visible are in force */
    uint32_t stop_step;
    uint64_t seed;
    uint64_t steps_budget; /* over all schedules of this order, as rt_reply.steps; 0: none */
};

enum rt_stop {
    RT_STOP_DONE,        /* all that was asked */
    RT_STOP_FAULT,       /* RT_STOP_AT_FAULT */
    RT_STOP_LOG_FULL,    /* the log is full: ask again from first + done */
    RT_STOP_EXHAUSTED,   /* every schedule up to the bound has been run */
    RT_STOP_BUDGET,      /* steps_budget */
    RT_STOP_UNSUPPORTED, /* rt_shared.text says what the runtime cannot control; text_pc where */
};

struct rt_reply {
    uint32_t stop;
    uint32_t done; /* schedules that were run */
    uint32_t told; /* schedules in the log */
    uint32_t log_bytes;
    uint32_t race_count;     /* in rt_shared.races, over all orders so far */
    int32_t exhausted_bound; /* all schedules with at most so many preemptions were run; -1: none */
    uint32_t exhausted_count; /* how many these were */
    uint64_t steps; /* visible steps in all, and one for each 64 basic blocks and accesses */
    uint64_t text_pc;
};

/* What a choice was about. Choice 0 is the plain one. */
enum rt_choice_kind {
    RT_CHOOSE_TASK = 1, /* choice = 1 + the task that goes on. A task that waits on a condition
                           variable is woken spuriously by it; for one that sleeps, time jumps to
                           its deadline though others could run: they are late */
    RT_CHOOSE_WAITER,   /* choice = how many waiters are passed over by a signal */
    RT_CHOOSE_VALUE,    /* choice = the value that __VERIFIER_nondet_…() gives */
};

struct rt_deviation {
    uint16_t task, kind;
    uint32_t at;     /* the task's choice count */
    uint32_t choice; /* what was chosen */
};

enum rt_end {
    RT_END_EXIT,     /* status: the exit status */
    RT_END_SIGNAL,   /* status: the signal; pc and address where it makes sense */
    RT_END_ASSERT,   /* assert() failed or abort() was called; the text is a record RT_ASSERT */
    RT_END_DEADLOCK, /* nobody can go on; records RT_STUCK tell who waits for what */
    RT_END_LIVELOCK, /* tasks only spin, each waiting for what nobody will do; RT_STUCK too */
    RT_END_STEPS,    /* the step limit: nothing is said of this schedule */
    RT_END_UNSUPPORTED,
    RT_END_OUTPUT,  /* printed more than it may */
    RT_END_ASSUMED, /* what the program assumes did not hold: nothing is said of this schedule */
};

struct rt_schedule {
    uint32_t size;   /* of all that belongs to it, this struct included */
    uint32_t number; /* which schedule it was; 0: a replay */
    uint32_t end, status;
    uint32_t
        fault; /* ended badly by itself: deadlock, signal, assert, status not 0, or a new race */
    uint32_t strategy;
    uint32_t deviation_count, record_count;
    uint32_t steps, switches, preemptions, task_count;
    uint32_t late;                   /* a sleeper was woken late: says nothing of times */
    uint32_t first_race, race_count; /* races new in this schedule */
    uint32_t visible_count;          /* of rt_shared.visible, in force in this schedule */
    uint64_t hash;                   /* of what a trace shows */
    uint64_t pc, address;
    int64_t total_ns; /* virtual time from start to end */
};

enum rt_record_kind {
    /* what a trace shows; always told */
    RT_LINE_OUT = 1, /* bytes written to stdout (not cut into lines): text */
    RT_BIRTH,        /* task started `other`; object: start routine */
    RT_TASK_END,
    RT_JOIN,       /* task waited for the end of `other` */
    RT_WAIT,       /* a timed wait ended that began at `value` (ns) */
    RT_FILE_OPEN,  /* text: name; other: number of the open file */
    RT_FILE_WRITE, /* value: bytes; other: number of the open file */
    RT_FILE_CLOSE,
    RT_FILE_PUT, /* text given to a stream of it, which may keep it; other: number of the open file
                  */
    RT_ERR_OUT,  /* bytes written to stderr */
    RT_FILE_END, /* a watched file at the end: other: its index; text: content, cut at 64 KiB */
    RT_LEFT,     /* at the end of the program this task was still there (value 0), or had ended
                    and was neither joined nor detached (value 1) */
    RT_STUCK,    /* at a deadlock: waits for `object` (other: the task that holds it or is to end,
                    or -1); value: an enum rt_record_kind that says what it was about to do */
    RT_ASSERT, /* object: an enum rt_failed; text: what assert() said, or which function was called
                */
    RT_MISUSE, /* a mistake that is no fault by itself; value: enum rt_misuse; object */
    /* steps, with RT_STEPS only */
    RT_READ = 32, /* value at object, `width` bytes */
    RT_WRITE,     /* the new value */
    RT_ATOMIC_READ,
    RT_ATOMIC_WRITE,
    RT_ATOMIC_UPDATE, /* value: new; old: the one before */
    RT_FENCE,
    RT_LOCK,    /* a mutex, spin lock; other: who held it when it had to wait, else -1 */
    RT_TRYLOCK, /* value: 0, or the error */
    RT_TIMEDLOCK,
    RT_UNLOCK,
    RT_READLOCK,
    RT_WRITELOCK,
    RT_COND_WAIT,  /* lets go of the mutex and waits */
    RT_COND_WOKEN, /* value: 0 signalled, 1 timed out, 2 spurious */
    RT_SIGNAL,     /* pthread_cond_signal; other: who was woken, or -1 */
    RT_BROADCAST,  /* value: how many were woken */
    RT_SEM_WAIT,   /* value: what is left */
    RT_SEM_POST,
    RT_SEM_TRYWAIT,
    RT_BARRIER,
    RT_ONCE,
    RT_SLEEP, /* value: how long, ns */
    RT_CLOCK,
    RT_YIELD,
    RT_CREATE,
    RT_JOINING, /* starts to wait for `other` */
    RT_DETACH,
    RT_CANCEL,
    RT_EXIT_TASK,
    RT_EXIT,       /* value: status */
    RT_STDIO,      /* a call that reads or writes a stream; text: name of the function */
    RT_OPEN,       /* text: name */
    RT_WRITE_FILE, /* text: bytes, cut */
    RT_CLOSE,
    RT_MALLOC, /* object: the block; value: size */
    RT_FREE,
    RT_LOCK_STREAM, /* flockfile */
    RT_UNLOCK_STREAM,
    RT_PIPE,    /* reads from a pipe, or writes to it */
    RT_LIBRARY, /* another wrapped function; text: its name */
};

enum rt_failed {
    RT_FAILED_ASSERT,
    RT_FAILED_ABORT,
    RT_FAILED_CALL, /* of a function by which a program says that it is wrong */
};

enum rt_misuse {
    RT_MISUSE_UNLOCK_UNLOCKED = 1, /* unlocks a mutex that is not locked */
    RT_MISUSE_UNLOCK_FOREIGN,      /* unlocks a mutex that another task holds */
    RT_MISUSE_DESTROY_LOCKED,      /* destroys a mutex that is locked or waited for */
    RT_MISUSE_DESTROYED,           /* uses a destroyed mutex, condition variable, … */
    RT_MISUSE_WAIT_UNLOCKED,       /* waits on a condition variable without holding the mutex */
    RT_MISUSE_JOIN_TWICE,          /* joins a thread that was joined or detached */
    RT_MISUSE_LOST_SIGNAL,         /* a signal while nobody waited, and later a wait without end */
    RT_MISUSE_FREE,                /* frees what is no block, or frees it twice */
    RT_MISUSE_USE_AFTER_FREE,
    RT_MISUSE_OVERFLOW, /* wrote past the end of a block */
    RT_MISUSE_UNJOINED, /* a thread that is started here was neither joined nor detached */
};

struct rt_record {
    uint16_t kind, task;
    uint32_t size; /* of the text behind it, not padded */
    int32_t other;
    uint16_t width;       /* bytes, of READ … ATOMIC_UPDATE */
    uint16_t frame_count; /* in frames[]; 0 unless RT_STEPS, STUCK or at the end */
    uint64_t pc;          /* where it was called from: behind the call */
    uint64_t object;      /* address of what it is about */
    uint64_t value, old;
    int64_t time_ns; /* virtual, since the start */
    int32_t arrived; /* how many trace records there were when the task asked for it */
    uint32_t step;   /* number of the visible step */
    uint64_t
        frames[RT_MAX_FRAMES]; /* return addresses of the student's functions, innermost first */
};

/* What a race is about. */
enum rt_object {
    RT_OBJECT_UNKNOWN, /* or global */
    RT_OBJECT_HEAP,
    RT_OBJECT_STACK, /* of task rt_race.owner */
    RT_OBJECT_STREAM,
};

/* A data race: two accesses that nothing orders. */
struct rt_race {
    struct rt_access {
        uint64_t pc, address, value;
        uint16_t task, width;
        uint8_t is_write, is_atomic, is_free, frame_count;
        uint32_t step;
        uint64_t frames[RT_MAX_FRAMES];
    } first, second; /* first: value not known (0), frames only its function where known */
    uint32_t schedule;
    uint32_t object_kind; /* enum rt_object */
    uint32_t owner;
    uint64_t block, block_pc; /* heap: start of the block and where it was allocated */
};

/* A misuse that was seen in some schedule, each at each place once. */
struct rt_note {
    uint64_t pc, object;
    uint32_t misuse; /* enum rt_misuse */
    uint32_t schedule;
};

struct rt_shared {
    /* written by the grader before the start */
    uint32_t version;
    uint32_t file_count; /* watched files; the first file_count of files[] */
    char files[RT_MAX_FILES][64];
    uint32_t before_bytes[RT_MAX_FILES]; /* what each holds at the start; RT_NO_FILE: not there */
    char before[RT_MAX_FILES][RT_FILE_BYTES];
    uint64_t output_limit;
    uint32_t memory_mib; /* at most so much heap */
    /* written by the grader before an order */
    struct rt_deviation deviations[RT_MAX_DEVIATIONS];
    /*
     * The places (return addresses of hooks) where the program can be interrupted
     * though they are only accesses to memory. The runtime adds those of each race
     * that it sees; they are in force from the next schedule on. With a schedule's
     * choices they make up what is needed to run it again, also in a new process:
     * then the grader writes them here first.
     */
    uint32_t visible_count;
    uint64_t visible[RT_MAX_VISIBLE];
    /* written by the runtime */
    uint32_t running; /* number of the schedule that runs now */
    char text[RT_TEXT_BYTES];
    struct rt_race races[RT_MAX_RACES];
    uint32_t note_count;
    struct rt_note notes[RT_MAX_NOTES];
    unsigned char log[RT_LOG_BYTES];
};

#define RT_SHARED_BYTES sizeof(struct rt_shared)

#endif
