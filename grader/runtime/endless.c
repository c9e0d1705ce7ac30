/*
 * Loops that do nothing at all, `for (;;);`, have no hook inside: the compiler
 * puts none into an empty block. A timer finds them: the processor is at a jump
 * that leads back to itself, over nothing but other jumps and nops. Whoever is
 * there never does anything again, and is taken out of the schedule; when and how
 * often the timer looks makes no difference to what happens. The jump is then made
 * an instruction that traps, so that the next schedules need not wait for the timer.
 *
 * What stands still elsewhere (inline assembly, the C library) ends the schedule
 * after STILL_TICKS.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>

#include "runtime/rt.h"

#define TICK_US     10000
#define STILL_TICKS 500
#define LOOP_MAX    8 /* instructions */
#define NOP         0x90
#define JUMP_SHORT  0xEB
#define JUMP_NEAR   0xE9

static const unsigned char trap[2] = {0x0F, 0x0B}; /* ud2: SIGILL; as long as a short jump */

static bool is_code(uint64_t pc)
{
    return pc >= RT_CODE_BASE && pc < RT_CODE_BASE + RT_CODE_BYTES;
}

/* 0: what stands at pc is neither a jump nor a nop. */
static uint64_t next_pc(uint64_t pc)
{
    const unsigned char *code = (const unsigned char *)pc;
    int32_t far;
    switch (*code) {
    case NOP:
        return pc + 1;
    case JUMP_SHORT:
        return pc + 2 + (uint64_t)(int64_t)(signed char)code[1];
    case JUMP_NEAR:
        memcpy(&far, code + 1, sizeof far);
        return pc + 5 + (uint64_t)(int64_t)far;
    default:
        return 0;
    }
}

static bool is_endless(uint64_t start)
{
    uint64_t pc = start;
    for (int i = 0; i < LOOP_MAX && is_code(pc); i++) {
        pc = next_pc(pc);
        if (pc == start)
            return true;
    }
    return false;
}

static void set_trap(uint64_t pc)
{
    while (*(const unsigned char *)pc == NOP)
        pc++;
    void *page = (void *)(pc & ~(RT_PAGE - 1));
    if (RT->trap_count == RT_TRAPS ||
        mprotect(page, 2 * RT_PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) < 0)
        return;
    RT->traps[RT->trap_count++] = pc;
    memcpy((void *)pc, trap, sizeof trap);
}

/* Only a cancellation that need not wait for a cancellation point gets a task out of there. */
static bool is_cancelled(const struct rt_task *task)
{
    return task->cancel_at_once && cancel_is_due(task);
}

static void after_all(void)
{
    RT->endless--;
    thread_leave(PTHREAD_CANCELED);
}

static _Noreturn void never_go_on(const ucontext_t *c)
{
    struct rt_task *me = RT->current;
    RT->endless++;
    me->ready = is_cancelled;
    me->deadline = RT_FOREVER;
    me->kind = RT_YIELD;
    me->object = 0;
    me->pc = (uint64_t)c->uc_mcontext.gregs[REG_RIP];
    task_leave_for(rt_choose(), (uint64_t)c->uc_mcontext.gregs[REG_RSP], after_all);
}

void endless_trapped(const void *context)
{
    const ucontext_t *c = context;
    for (uint32_t i = 0; i < RT->trap_count; i++)
        if (RT->traps[i] == (uint64_t)c->uc_mcontext.gregs[REG_RIP])
            never_go_on(c);
}

static void on_timer(int number, siginfo_t *info, void *context)
{
    const ucontext_t *c = context;
    uint64_t pc = (uint64_t)c->uc_mcontext.gregs[REG_RIP];
    (void)number, (void)info;
    if (!RT->running || RT->ending)
        return;
    if (is_code(pc) && is_endless(pc)) {
        set_trap(pc);
        never_go_on(c);
    }
    if (RT->watched_schedule != RT->schedule || RT->watched_work != RT->work)
        RT->still_ticks = 0;
    RT->watched_schedule = RT->schedule;
    RT->watched_work = RT->work;
    if (++RT->still_ticks > STILL_TICKS)
        rt_end(RT_END_STEPS, 0, pc, 0);
}

void endless_watch(void)
{
    struct sigaction action = {.sa_sigaction = on_timer,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART};
    struct itimerval tick = {{0, TICK_US}, {0, TICK_US}};
    sigaction(SIGVTALRM, &action, NULL);
    setitimer(ITIMER_VIRTUAL, &tick, NULL);
}
