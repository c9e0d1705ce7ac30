/*
 * What the files of the supervisor share. supervisor.c holds the theory of
 * operation.
 */
#ifndef GRADER_SUPERVISOR_INTERNAL_H
#define GRADER_SUPERVISOR_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>

#include "base/buffer.h"
#include "base/error.h"
#include "supervisor/supervisor.h"

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449 /* Linux 5.16 */
#endif

#define NS_PER_S      INT64_C(1000000000)
#define NS_PER_MS     INT64_C(1000000)
#define NEVER         INT64_MAX
#define LATE_NS       (2 * NS_PER_S)   /* how late others are in a run with request->late */
#define LONG_SLEEP_NS (50 * NS_PER_MS) /* less is looking again and again, not sleeping */

enum task_state {
    TASK_STARTING, /* born; its first stop has not been reported yet */
    TASK_RUNNING,  /* resumed: on the processor or blocked in the kernel, only a scan tells */
    TASK_HELD,     /* at a stop of ours, until we let it go on; see `hold` */
    TASK_STOPPED,  /* stopped by a signal of the program's own: counts as blocked */
    TASK_EXITING,  /* past its exit event; will be reaped */
};

enum hold {
    HOLD_NONE,
    HOLD_BIRTH,
    HOLD_CREATOR,
    HOLD_WAKER, /* has woken others, which go first */
    HOLD_WRITE,
    HOLD_FILE,
    HOLD_EXIT,
    HOLD_EXIT_GROUP
};

struct traced_call;

/* A system call that a task is in, and whose end we want to see. */
struct call {
    const struct traced_call *what; /* NULL: none */
    struct user_regs_struct regs;   /* as the program made the call */
    int64_t arrived_step;
    int file; /* FILE_*: description number, or index of the watched name for an open */
};

/* A timed wait that the clock knows: endless in the kernel, ended by us. */
struct wait {
    bool active;
    bool firing;  /* its time has come: interrupted, the exit stop is to follow */
    bool pure;    /* nothing but a signal can end it (a sleep) */
    bool restart; /* a signal broke it off; the kernel may make the same call again */
    int64_t deadline_ns;
    int64_t start_time_ns, start_idle_ns;
};

struct task {
    pid_t tid;
    int number;  /* index into trace.tasks; -1: scaffold (bubblewrap's own processes) */
    int process; /* index into processes; -1: scaffold */
    pid_t namespace_tid;
    enum task_state state;
    enum hold hold;
    bool linked;    /* its parent's event has been seen */
    bool resumed;   /* has it run since everything had settled the last time? */
    bool in_vfork;  /* until its child has ended or executed another program */
    bool service;   /* a thread of the detector's own */
    bool leads;     /* first thread of its process */
    bool real_wait; /* in a timed wait that the clock does not know */
    int stat_fd, status_fd, syscall_fd, schedstat_fd; /* of /proc/TID; -1: not open */
    long blocked_in; /* at the last look: the system call, and its first argument */
    uint64_t blocked_on;
    long turns;      /* on a processor, at the last look; see quiescence.c */
    bool slept_anew; /* it has had another turn, and has not been seen asleep since */
    int64_t asleep_time_ns, asleep_idle_ns; /* when it was first seen asleep after that */
    int64_t held_cpu_ns;                    /* the tree's processor time when it was held */
    unsigned releases;                      /* how often a held operation of its was let through */
    int64_t stdout_lock_step; /* when it was first seen waiting for the lock of stdout; 0: not */
    struct call call;
    struct wait wait;
};

struct process {
    pid_t pid;
    int first_task; /* number in the trace */
    int parent;     /* index; -1 for the initial one */
    int64_t cpu_base_ns, cpu_ns;
    bool ended;
    bool left_behind_told; /* its end has been looked at */
    uint64_t stdout_lock;  /* address of the lock of the C library's stdout; 0: unknown, 1: none */
};

struct open_file {
    int process, fd;
    int description; /* counts up with each open */
    int name;        /* index into request->watch */
};

enum timer_kind { TIMER_DESCRIPTOR, TIMER_ALARM, TIMER_POSIX };

/* A timer of the program: a timerfd, that of alarm() and setitimer(), or one of timer_create(). */
struct timer {
    enum timer_kind kind;
    int process;
    int id;                           /* DESCRIPTOR: a number of ours; POSIX: of timer_create() */
    int fd;                           /* DESCRIPTOR: where it was last seen */
    int64_t deadline_ns, interval_ns; /* NEVER: not armed */
    int signal;                       /* POSIX: 0: none */
    pid_t tid;                        /* POSIX: for this thread only; 0: for the process */
    uint64_t value;                   /* POSIX: sigev_value */
    int clock_id;                     /* POSIX */
    uint64_t unread;                  /* expirations since the descriptor was last seen empty */
};

enum { REAL_RECEIVE_TIMEOUT, REAL_SEND_TIMEOUT, REAL_RECVMMSG, REAL_WAYS };

/* A way of waiting that the clock does not know (real_time.c). */
struct real_way {
    bool used, told;
    char *file; /* owned; where it was used or set up first; NULL: not known */
    int line;
    char *function; /* owned */
};

struct supervisor {
    const struct run_request *request;
    struct trace *trace;
    struct error *err;

    struct task *tasks;
    size_t task_count, task_capacity;
    struct process *processes;
    size_t process_count, process_capacity;
    struct open_file *open_files;
    size_t open_file_count, open_file_capacity;
    struct timer *timers;
    size_t timer_count, timer_capacity;
    int descriptor_timers; /* numbered so far */
    int descriptions;      /* open file descriptions numbered so far */

    dev_t program_device;
    ino_t program_inode;
    dev_t stdout_device; /* the terminal's slave side */
    ino_t stdout_inode;
    int terminal, errors_pipe; /* our ends */

    bool started;            /* the program's exec has been seen */
    bool ended;              /* the initial process is gone, or has been killed by us */
    bool killed;             /* by us; end, limit are set */
    bool failed;             /* trouble of ours: err is set */
    unsigned forbidden_told; /* bits: which forbidden calls have been told */
    struct real_way real_ways[REAL_WAYS];
    int64_t real_since_wall_ns, real_since_ns; /* the last jump of the clock, on both clocks */
    bool origin_told;              /* a system call of the program's own making was seen */
    uint64_t code_start, code_end; /* the program's own code */
    bool signals;                  /* a signal may be on its way to a sleeper */
    long futex_wakes;   /* so many sleepers in futex calls were woken and not found yet; below zero:
                           the call that has woken them has not ended yet */
    bool anybody_woken; /* or an unknown number of them */

    int64_t idle_ns;             /* skipped so far */
    unsigned spins;              /* how often it did not settle */
    unsigned wakers_held;        /* how often somebody was held who had woken others */
    int64_t let_through_idle_ns; /* when a held operation was last let through */
    int64_t now_ns;              /* the last reading: the clock never goes back */
    int64_t ended_cpu_ns;        /* of processes that have ended */
    int64_t last_event_cpu_ns;   /* the tree's processor time at the last stop of any task */
    unsigned calls_in_a_row;     /* traced calls that neither wait nor are held */
    int64_t spin_ns;             /* what they were charged with, see clock_charge_spin() */
    int64_t wall_progress_ns;    /* when the program last did something that we see */
    int64_t wall_checked_ns;
    unsigned wakes; /* sleeps whose time has come */
    int64_t step;

    struct buffer line; /* the output since the last newline */
    int64_t output_bytes;
    struct buffer errors;
    struct buffer log;
};

/* ---- tasks.c: who is there */
struct task *task_find(struct supervisor *sv, pid_t tid);
struct task *task_numbered(struct supervisor *sv, int number); /* by its place in the trace */
struct task *task_add(struct supervisor *sv, pid_t tid);
void task_remove(struct supervisor *sv, struct task *t);
void task_close(struct task *t);            /* its descriptors only */
bool task_in_program(const struct task *t); /* not scaffold, not a service thread */
size_t task_count_alive(const struct supervisor *sv, int process); /* -1: in all */
int process_add(struct supervisor *sv, pid_t pid, int parent, int first_task);
/*
 * A thread of the process that has not ended, its first one if it can be. Once that one has gone
 * by pthread_exit, /proc/PID shows nothing of the memory and the descriptors of the others.
 */
pid_t process_tid(const struct supervisor *sv, int process);
/* Reads Tgid and the pid inside the innermost namespace from /proc/TID/status. */
int task_identify(pid_t tid, pid_t *tgid, pid_t *namespace_tid);
/* On with it; stops at the end of the call that it is in, if t->call is set. */
void task_resume(struct supervisor *sv, struct task *t, int signal);

/* ---- clock.c: the virtual clock */
int64_t wall_now_ns(void);
int64_t clock_now(struct supervisor *sv); /* virtual, since the start of the program */
int64_t clock_cpu(struct supervisor *sv); /* processor time of the tree since the start */
void clock_charge_spin(struct supervisor *sv);
void clock_jump(struct supervisor *sv, int64_t to_ns);
int64_t clock_offset(int clock_id); /* what a clock showed at virtual time 0; -1: not virtual */

/* ---- remote.c: the program's memory and registers */
int remote_read(pid_t tid, uint64_t address, void *to, size_t size);
int remote_write(pid_t tid, uint64_t address, const void *from, size_t size);
size_t remote_read_some(pid_t tid, uint64_t address, void *to, size_t size);
int remote_string(pid_t tid, uint64_t address, char *to, size_t size);
int remote_regs(pid_t tid, struct user_regs_struct *regs);
int remote_set_regs(pid_t tid, const struct user_regs_struct *regs);
void remote_hide_vdso(pid_t tid);
int remote_descriptor(pid_t tid, int fd); /* a duplicate of the program's; -1: there is none */

/* ---- calls.c: the traced system calls */
enum call_action {
    CALL_PASS,  /* go on, the end is of no interest */
    CALL_WATCH, /* go on, and stop at its end */
    CALL_HOLD,  /* stay here until everything else has settled */
    CALL_DONE,  /* answered by us; the result stands in regs->rax */
};

struct traced_call {
    int number;
    enum call_action (*enter)(struct supervisor *sv, struct task *t, struct user_regs_struct *regs);
    void (*leave)(struct supervisor *sv, struct task *t, struct user_regs_struct *regs);
};

void call_enter(struct supervisor *sv, struct task *t);
void call_leave(struct supervisor *sv, struct task *t);
void call_release(struct supervisor *sv, struct task *t); /* lets a held call go on */

/* ---- filter.c: the seccomp filter as a file descriptor, -1 on error */
int filter_create(const struct run_request *request, struct error *err);

/* ---- waits.c: timed waits */
enum call_action wait_enter_nanosleep(struct supervisor *, struct task *,
                                      struct user_regs_struct *);
enum call_action wait_enter_clock_nanosleep(struct supervisor *, struct task *,
                                            struct user_regs_struct *);
enum call_action wait_enter_futex(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_poll(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_ppoll(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_select(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_pselect(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_epoll(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action wait_enter_epoll_pwait2(struct supervisor *, struct task *,
                                         struct user_regs_struct *);
enum call_action wait_enter_sigtimedwait(struct supervisor *, struct task *,
                                         struct user_regs_struct *);
enum call_action wait_enter_futex_waitv(struct supervisor *, struct task *,
                                        struct user_regs_struct *);
enum call_action wait_enter_semtimedop(struct supervisor *, struct task *,
                                       struct user_regs_struct *);
enum call_action wait_enter_mq(struct supervisor *, struct task *, struct user_regs_struct *);
void wait_leave(struct supervisor *, struct task *, struct user_regs_struct *);
/* `t` has waited since it fell asleep; now a timer wakes it. */
void wait_ended_by_timer(struct supervisor *sv, struct task *t);
/* Ends the wait, or lets the timer go off, whose time has come first. */
void waits_fire_first_due(struct supervisor *sv);
int64_t waits_next_deadline(const struct supervisor *sv); /* NEVER: nothing is due */

/* ---- timers.c: timerfd, alarm, setitimer */
enum call_action timer_enter_timerfd_settime(struct supervisor *, struct task *,
                                             struct user_regs_struct *);
enum call_action timer_enter_timerfd_gettime(struct supervisor *, struct task *,
                                             struct user_regs_struct *);
enum call_action timer_enter_alarm(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action timer_enter_setitimer(struct supervisor *, struct task *,
                                       struct user_regs_struct *);
enum call_action timer_enter_getitimer(struct supervisor *, struct task *,
                                       struct user_regs_struct *);
enum call_action timer_enter_create(struct supervisor *, struct task *, struct user_regs_struct *);
void timer_leave_create(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action timer_enter_settime(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action timer_enter_delete(struct supervisor *, struct task *, struct user_regs_struct *);
enum call_action timer_enter_gettime(struct supervisor *, struct task *, struct user_regs_struct *);
void timer_fire(struct supervisor *sv, struct timer *timer);
void timers_process_ended(struct supervisor *sv, int process);
void timers_process_executed(struct supervisor *sv, int process);

/* ---- output.c: standard output and error */
bool output_is_terminal(struct supervisor *sv, const struct task *t, int fd);
void output_take(struct supervisor *sv, struct task *t, const struct user_regs_struct *call,
                 size_t size, int64_t arrived_step);
bool output_drain(struct supervisor *sv);  /* true: something came on standard error */
void output_finish(struct supervisor *sv); /* the rest without a newline */

/* ---- files.c: use of the watched files */
int files_watched_name(const struct supervisor *sv, const char *path); /* index or -1 */
struct open_file *files_find(struct supervisor *sv, int process, int fd);
void files_opened(struct supervisor *sv, struct task *t, int fd, int name, int64_t arrived_step);
void files_duplicated(struct supervisor *sv, int process, int fd, int new_fd);
void files_forked(struct supervisor *sv, int parent, int child);
void files_closed(struct supervisor *sv, int process, int fd);
/* Puts the case's files into the working directory; keeps watched files and logs at the end. */
int files_prepare(struct supervisor *sv, pid_t tid);
void files_collect(struct supervisor *sv, pid_t tid);

/* ---- quiescence.c */
bool quiescent(struct supervisor *sv);
bool quiescent_for_good(struct supervisor *sv); /* looks at each task, as a deadlock is no trifle */
/* The task has run since everything had last settled, and by itself: no signal has woken it. */
void quiescence_note_run(struct supervisor *sv, struct task *t);
void note_stdout_waiters(struct supervisor *sv);

/* ---- libraries.c: what is mapped where */
uint64_t library_symbol(const char *path, const char *name); /* in .dynsym; 0: not there */
/* Where libc is mapped, and in `path` its file; 0: nowhere. */
uint64_t library_libc(pid_t tid, char *path, size_t size);
void origin_note_program(struct supervisor *sv, pid_t tid);
/* Adds a finding if the call at which `t` stands was not made by the C library. */
void origin_check_call(struct supervisor *sv, const struct task *t,
                       const struct user_regs_struct *regs);

/* ---- stacks.c: where a task stands */
struct caller {
    pid_t tid;
    char *called;   /* the library's function it is in; owned, NULL: none, or not known */
    char *function; /* the student's function that called it; owned, NULL: not known */
    char *file;     /* owned, NULL: not known */
    int line;
};
/* Fills in all but `tid`. Each must be stopped, in process `pid`. */
void callers_find(pid_t pid, struct caller **callers, size_t count);
void caller_free(struct caller *c);

/* ---- real_time.c: waits that the clock does not know */
enum call_action real_enter_setsockopt(struct supervisor *, struct task *,
                                       struct user_regs_struct *);
enum call_action real_enter_recvmmsg(struct supervisor *, struct task *, struct user_regs_struct *);
void real_leave(struct supervisor *, struct task *, struct user_regs_struct *);
/* Everything has settled. Is somebody in such a wait? Then the result is told of it. */
bool real_somebody_waits(struct supervisor *sv);
void real_follow_wall(struct supervisor *sv); /* the clock, for about a millisecond */
void real_clock_jumped(struct supervisor *sv);
void real_free(struct supervisor *sv);

/* ---- deadlock.c: adds the finding that tells who waits for what */
void deadlock_explain(struct supervisor *sv);

/* ---- launch.c: starts bubblewrap with the program, stopped before its exec. The pid, or -1. */
pid_t launch(struct supervisor *sv, struct error *err);

/* ---- supervisor.c */
void supervisor_kill(struct supervisor *sv, enum run_end end, enum run_limit limit);
void supervisor_fail(struct supervisor *sv, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
