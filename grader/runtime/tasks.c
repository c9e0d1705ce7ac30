/*
 * Tasks are stackful coroutines on one kernel thread. A switch saves the
 * registers that a function must keep (System V ABI for x86-64, 3.2.1) on the
 * stack of the one that stops, and takes those of the one that goes on from
 * its stack. With it goes the thread pointer (tls.c), and so errno.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/rt.h"

#define SLACK_BYTES (12u << 10) /* how far the C library goes below the student's lowest frame */

/* rt_switch_stacks(&from->sp, to_sp) */
extern void rt_switch_stacks(void **from, void *to);
__asm__(".text\n"
        ".type rt_switch_stacks, @function\n"
        ".globl rt_switch_stacks\n"
        ".hidden rt_switch_stacks\n"
        "rt_switch_stacks:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rsi, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size rt_switch_stacks, . - rt_switch_stacks\n");

static uint64_t stack_top(uint32_t number)
{
    return RT_STACK_BASE + (number + 1) * RT_STACK_BYTES;
}

void tasks_init(void)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    void *stacks =
        mmap((void *)RT_STACK_BASE, RT_MAX_TASKS * RT_STACK_BYTES, PROT_NONE, flags, -1, 0);
    if (stacks != (void *)RT_STACK_BASE)
        rt_die("there is no room for the stacks");
}

/* Stacks are opened as they are needed, for good; the lowest page of each guards the one below. */
static void open_stack(uint32_t number)
{
    if (number < RT->stacks_open)
        return;
    char *low = (char *)RT_STACK_BASE + number * RT_STACK_BYTES;
    if (mprotect(low + RT_PAGE, RT_STACK_BYTES - RT_PAGE, RT->stack_access) < 0)
        rt_die("there is no room for a stack");
    RT->stacks_open = number + 1;
}

/* The first function on each task's stack. */
static void task_main(void)
{
    struct rt_task *me = RT->current;
    void *result = NULL;
    if (me->start_c11)
        result = (void *)(intptr_t)me->start_c11(me->argument);
    else
        result = me->start(me->argument);
    task_finish(result);
}

static void begin_stack(struct rt_task *task, void **sp, void (*function)(void))
{
    *--sp = NULL; /* the return address of the function: ends stack walks */
    *--sp = (void *)function;
    for (int i = 0; i < 6; i++)
        *--sp = NULL;
    task->sp = sp;
    if ((uint64_t)sp < task->stack_low)
        task->stack_low = (uint64_t)sp;
}

struct rt_task *task_create(void *(*start)(void *), int (*start_c11)(void *), void *argument)
{
    struct rt_task *task = &RT->tasks[RT->task_count];
    memset(task, 0, offsetof(struct rt_task, frames));
    memset(task->key_values, 0, sizeof task->key_values);
    memset(&task->clock, 0, sizeof task->clock);
    task->has_acquired = task->has_released = false;
    task->cleanups = NULL;
    task->number = RT->task_count++;
    task->state = RT_ALIVE;
    task->deadline = RT_FOREVER;
    task->kind = RT_YIELD;
    task->is_main = task->number == 0;
    task->start = start;
    task->start_c11 = start_c11;
    task->argument = argument;
    task->clock.at[task->number] = 1;
    RT->living[RT->alive++] = task;
    open_stack(task->number);
    task->stack_low = tls_create(task, stack_top(task->number));
    begin_stack(task, (void **)((task->stack_low - 64) & ~UINT64_C(63)), task_main);
    return task;
}

void task_enter(struct rt_task *task)
{
    RT->current = task;
    tls_use(task->thread_pointer);
    rt_switch_stacks(&RT->driver_sp, task->sp);
}

void task_switch(struct rt_task *to)
{
    struct rt_task *from = RT->current;
    RT->current = to;
    tls_use(to->thread_pointer);
    rt_switch_stacks(&from->sp, to->sp);
}

/* Gives up the current frames, those of a signal; whoever comes back begins with `resume`. */
void task_leave_for(struct rt_task *to, uint64_t stack_pointer, void (*resume)(void))
{
    struct rt_task *from = RT->current;
    void *given_up;
    begin_stack(from, (void **)((stack_pointer - 256) & ~UINT64_C(63)), resume);
    RT->current = to;
    tls_use(to->thread_pointer);
    RT->switches++;
    rt_switch_stacks(&given_up, to->sp);
    __builtin_unreachable();
}

static void remove_living(const struct rt_task *task)
{
    uint32_t at = 0;
    while (RT->living[at] != task)
        at++;
    RT->alive--;
    memmove(&RT->living[at], &RT->living[at + 1], (RT->alive - at) * sizeof *RT->living);
}

void task_finish(void *result)
{
    struct rt_task *me = RT->current;
    thread_run_key_destructors();
    rt_arrive(RT_EXIT_TASK, 0, false, me->pc);
    me->result = result;
    struct rt_record *end = log_record(RT_TASK_END, 0, NULL, 0, me->pc);
    if (end)
        end->value = me->gives || result;
    rt_progressed();
    if (RT->alive == 1) /* the last one ends the process */
        rt_exit(0, me->pc);
    me->state = RT_ENDED;
    remove_living(me);
    struct rt_task *next = rt_choose();
    RT->switches++;
    task_switch(next);
    __builtin_unreachable();
}

void rt_end(uint32_t end, uint32_t status, uint64_t pc, uint64_t address)
{
    void *abandoned;
    log_settle();
    /* With a great value drawn the size of a block may have come out small: not the fault asked
     * for. */
    if (end == RT_END_EXIT && RT->outside_pc && !RT->drew_much) {
        end = RT_END_SIGNAL;
        status = SIGABRT;
        pc = RT->outside_pc;
        address = RT->outside_address;
    }
    RT->end = end;
    RT->end_status = status;
    RT->end_pc = pc;
    RT->end_address = address;
    RT->ending = true;
    tls_use(RT->tls.driver);
    rt_switch_stacks(&abandoned, RT->driver_sp);
    __builtin_unreachable();
}

/* What a schedule left on the stacks must not be seen by the next one. */
void tasks_clear(void)
{
    for (uint32_t i = 0; i < RT->task_count; i++) {
        uint64_t top = stack_top(i), floor = top - RT_STACK_BYTES + RT_PAGE;
        uint64_t low = RT->tasks[i].stack_low - SLACK_BYTES;
        if (low < floor || low > top)
            low = floor;
        if (top - low > (256u << 10))
            madvise((void *)(low & ~(RT_PAGE - 1)), top - (low & ~(RT_PAGE - 1)), MADV_DONTNEED);
        else
            memset((void *)low, 0, top - low);
    }
}
