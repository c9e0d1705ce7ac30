/*
 * Theory of operation.
 *
 * The student's program runs under this runtime in one process with one kernel
 * thread. The linker has put the runtime's functions in the place of the C
 * library's (--wrap, table.h), and the compiler has put a call before every
 * access to memory (hooks.c). So the runtime sees all that threads can see of
 * each other, and decides who goes on (schedule.c, strategy.c).
 *
 * Threads are coroutines (tasks.c). A schedule is one run of the program from
 * main to its end. It ends by switching back to the driver, from wherever the
 * program is: at exit(), in a signal handler after a crash, at a deadlock. Then
 * the memory is put back to what it was before main (snapshot.c, heap.c), files
 * too (files.c), and the next schedule begins: with no new process, 100,000 of
 * them a second are possible.
 *
 * The grader gives orders and reads what happened (shared.h, log.c).
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define SHADOW_BYTES (32 * RT_GIB)
#define SIGNAL_STACK (64u << 10)
#define PASSED_MAX   200000
#define QUIET_MAX    500 /* turns given to others in a row without anything done: an endless loop */
#define LOG_ROOM     (1u << 20) /* a schedule is not begun with less room in the log */

bool rt_mapped;
extern int __real_main(int argc, char **argv, char **envp);

static void *map_at(uint64_t at, size_t bytes, int fd)
{
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
    void *p = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
                   flags | (at ? MAP_FIXED_NOREPLACE : 0), fd, 0);
    if (p == MAP_FAILED || (at && p != (void *)at))
        rt_die("memory cannot be mapped");
    return p;
}

/* The first call of malloc comes before main. */
void rt_map(void)
{
    map_at(RT_STATE_BASE, sizeof(struct rt), -1);
    rt_mapped = true;
    heap_init();
}

/* ---- crashes */

static void on_signal(int number, siginfo_t *info, void *context)
{
    const ucontext_t *c = context;
    if (number == SIGSEGV && snapshot_fault(info->si_addr))
        return;
    if (!RT->running || RT->ending) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    if (number == SIGILL) {
        verifier_trapped(context);
        endless_trapped(context);
    }
    /* A table of two thousand million entries has no room here: that is not the program's fault. */
    rt_end(RT->drew_much ? RT_END_ASSUMED : RT_END_SIGNAL, (uint32_t)number,
           (uint64_t)c->uc_mcontext.gregs[REG_RIP], (uint64_t)info->si_addr);
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
    stack_t stack = {.ss_sp = map_at(0, SIGNAL_STACK, -1), .ss_size = SIGNAL_STACK};
    struct sigaction action = {.sa_sigaction = on_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigaltstack(&stack, NULL);
    for (size_t i = 0; i + 1 < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- setting up */

/* Arguments are put where they are the same each time, and restored with the heap. */
static char **copy_strings(char **strings, int count)
{
    char **copy = calloc((size_t)count + 1, sizeof *copy);
    for (int i = 0; i < count; i++)
        copy[i] = strdup(strings[i]);
    return copy;
}

static int count_strings(char **strings)
{
    int count = 0;
    while (strings[count])
        count++;
    return count;
}

static void set_up(int argc, char **argv, char **envp)
{
    struct stat st;
    if (!rt_mapped)
        rt_map();
    if (fstat(RT_SHARED_FD, &st) < 0 || st.st_size < (off_t)RT_SHARED_BYTES)
        rt_die("this program was built for the explorer: `grader explore` runs it");
    RT->shared = map_at(0, RT_SHARED_BYTES, RT_SHARED_FD);
    if (RT->shared->version != RT_VERSION)
        rt_die("the grader and the runtime are of different versions");
    map_at(RT_SHADOW_BASE, SHADOW_BYTES, -1);
    tasks_init();
    if (RT->shared->memory_mib && RT->shared->memory_mib < 1024)
        RT->heap_limit = RT_HEAP_BASE + ((uint64_t)RT->shared->memory_mib << 20);
    verifier_init();
    RT->stack_access = PROT_READ | PROT_WRITE;
    tls_init();
    RT->argc = argc;
    RT->argv = copy_strings(argv, argc);
    RT->envp = environ = copy_strings(envp, count_strings(envp));
    streams_init();
    files_init();
    catch_signals();
    endless_watch();
    rt_live = true;
    heap_begin();
    snapshot_take();
}

/* ---- one schedule */

static void *run_main(void *argument)
{
    (void)argument;
    int status = __real_main(RT->argc, RT->argv, RT->envp);
    rt_exit(status, (uint64_t)__real_main);
}

static void reset_schedule(uint32_t number)
{
    RT->schedule++;
    RT->number = number;
    RT->shared->running = number;
    RT->task_count = RT->alive = 0;
    RT->task_limit = RT_MAX_TASKS;
    RT->now_ns = 0;
    RT->progress = 1;
    RT->idle_rounds = 0;
    RT->steps = RT->switches = RT->preemptions = RT->run_length = RT->jump_step = 0;
    RT->quiet_yields = RT->clock_reads = RT->endless = RT->passed = 0;
    RT->work = RT->jump_work = 0;
    RT->step_limit = RT->order.step_limit;
    RT->passed_limit = PASSED_MAX;
    RT->quiet_limit = QUIET_MAX;
    RT->work_stop = RT_QUIET_MAX;
    RT->late = RT->ending = RT->drew_much = false;
    RT->returning = NULL;
    RT->end = RT->end_status = 0;
    RT->end_pc = RT->end_address = RT->outside_pc = 0;
    RT->deviation_count = 0;
    RT->clocks_used = RT->syncs_used = 0;
    RT->output_bytes = 0;
    RT->handler_count = RT->key_count = 0;
    memset(RT->signal_handlers, 0, sizeof RT->signal_handlers);
    RT->named_count = 0;
    RT->random_state = 1;
    RT->next_open = 0;
    RT->first_race = RT->race_count;
}

static void run_schedule(uint32_t number)
{
    reset_schedule(number);
    race_begin();
    log_begin();
    struct rt_task *task = task_create(run_main, NULL, NULL);
    task->pc = (uint64_t)__real_main;
    if (RT->order.kind == RT_ORDER_EXPLORE)
        strategy_begin(number);
    RT->running = true;
    task_enter(task);
    RT->running = false;
    if (RT->order.kind == RT_ORDER_EXPLORE)
        strategy_end();
}

static bool is_fault(void)
{
    switch (RT->end) {
    case RT_END_EXIT:
        if (RT->end_status != 0 && verifier_status_counts())
            return true;
        break;
    case RT_END_STEPS:
    case RT_END_UNSUPPORTED:
    case RT_END_ASSUMED:
        break;
    default:
        return true;
    }
    return (RT->order.flags & RT_RACES_ARE_FAULTS) && RT->race_count > RT->first_race;
}

static struct rt_schedule *finish_log(void)
{
    log_end();
    struct rt_schedule *s = (struct rt_schedule *)(RT->shared->log + RT->log_start);
    s->number = RT->number;
    s->end = RT->end;
    s->status = RT->end_status;
    s->fault = is_fault();
    s->strategy = RT->strategy.current;
    s->record_count = 0;
    s->steps = RT->steps;
    s->switches = RT->switches;
    s->preemptions = RT->preemptions;
    s->task_count = RT->task_count;
    s->late = RT->late;
    s->first_race = RT->first_race;
    s->race_count = RT->race_count - RT->first_race;
    s->visible_count = RT->visible_count;
    s->hash = RT->hash ^ ((uint64_t)RT->end << 56) ^ ((uint64_t)RT->end_status << 40) ^
              ((uint64_t)RT->late << 39) ^ (s->race_count ? RT->first_race + 1 : 0);
    s->pc = RT->end_pc;
    s->address = RT->end_address;
    s->total_ns = RT->now_ns;
    return s;
}

static void restore(void)
{
    tasks_clear();
    files_restore();
    heap_restore();
    snapshot_restore();
}

/* Runs one and decides whether the log tells it. */
static bool run_and_tell(uint32_t number, bool *fault)
{
    run_schedule(number);
    const struct rt_schedule *s = finish_log();
    bool told = RT->order.kind == RT_ORDER_REPLAY;
    *fault = s->fault;
    told |= (RT->order.flags & RT_TELL_FAULTS) && s->fault;
    told |= (RT->order.flags & RT_TELL_ALL) && log_is_new(s->hash);
    if (!told)
        RT->log_used = RT->log_start;
    restore();
    return told;
}

/* ---- orders */

static uint32_t why_stop(bool fault, const struct rt_reply *reply)
{
    if (RT->end == RT_END_UNSUPPORTED)
        return RT_STOP_UNSUPPORTED;
    if (fault && (RT->order.flags & RT_STOP_AT_FAULT))
        return RT_STOP_FAULT;
    if (strategy_exhausted())
        return RT_STOP_EXHAUSTED;
    if (RT->order.steps_budget && reply->steps >= RT->order.steps_budget)
        return RT_STOP_BUDGET;
    if (RT_LOG_BYTES - RT->log_used < LOG_ROOM)
        return RT_STOP_LOG_FULL;
    return RT_STOP_DONE;
}

static void obey(struct rt_reply *reply)
{
    uint32_t count = RT->order.kind == RT_ORDER_REPLAY ? 1 : RT->order.count;
    RT->log_used = 0;
    if (RT->order.kind == RT_ORDER_EXPLORE && RT->order.first == 1) {
        strategy_reset();
        if (RT->hashes_used)
            memset(RT->hashes, 0, sizeof RT->hashes);
        RT->hashes_used = 0;
    }
    for (uint32_t i = 0; i < count && reply->stop == RT_STOP_DONE; i++) {
        bool fault;
        bool replays = RT->order.kind == RT_ORDER_REPLAY;
        reply->told += run_and_tell(replays ? 0 : RT->order.first + i, &fault);
        reply->done++;
        reply->steps += RT->steps + RT->passed / 4 + RT->work / RT_STEP_BLOCKS;
        reply->stop = why_stop(fault, reply);
        reply->text_pc = RT->end_pc;
    }
    reply->log_bytes = RT->log_used;
    reply->race_count = RT->race_count;
    reply->exhausted_bound = RT->strategy.finished_bound;
    reply->exhausted_count = RT->strategy.finished_count;
}

static bool read_order(void)
{
    size_t got = 0;
    while (got < sizeof RT->order) {
        ssize_t n = read(RT_ORDER_FD, (char *)&RT->order + got, sizeof RT->order - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    return true;
}

WRAP(int, main, (int argc, char **argv, char **envp))
{
    set_up(argc, argv, envp);
    while (read_order()) {
        struct rt_reply reply = {.exhausted_bound = -1};
        obey(&reply);
        if (write(RT_REPLY_FD, &reply, sizeof reply) != sizeof reply)
            break;
    }
    _exit(0);
}
