/*
 * A happens-before race detector: vector clocks, and epochs for single
 * accesses (FastTrack, Flanagan and Freund, PLDI 2009).
 *
 * Each task has a vector clock; each release of a lock, semaphore, atomic …
 * leaves a copy with that object, each acquire joins it. For every 8 bytes of
 * memory that tasks can share, a shadow cell of 64 bytes holds the last
 * accesses that are not ordered before a later one: who, at which of its own
 * clock values, which of the 8 bytes, where. An access that is not ordered
 * behind one of those, and of which one writes and not both are atomic, is a
 * race, whichever of the two comes first in this schedule.
 *
 * Nothing has to be cleared between schedules: a cell tells which one it is of.
 *
 * The place of each racy access becomes visible: from then on the program can
 * be interrupted there. Accesses that do not race need no interruption: with
 * them in any other place the same things happen.
 */
#include <signal.h>
#include <string.h>

#include "runtime/rt.h"

#define ACCESSES 4

enum { IS_WRITE = 1, IS_ATOMIC = 2, IS_FREE = 4, IS_OUTSIDE = 8 };

struct access {
    uint8_t task, mask, flags, pad;
    uint32_t at; /* the task's own clock */
    uint32_t pc; /* code lies below 4 GiB */
};

struct cell {
    uint32_t schedule, count;
    struct access accesses[ACCESSES];
    uint32_t step; /* of the newest */
    uint32_t pad;
};

_Static_assert(sizeof(struct cell) == 64, "one cache line for 8 bytes");
_Static_assert(RT_MAX_TASKS <= 256, "a task's number fits a byte");

static struct cell *cell_of(uint64_t address)
{
    return (struct cell *)(RT_SHADOW_BASE + (address & UINT64_C(0xFFFFFFF8)) * 8);
}

/* The program's own memory, the heap, the stacks; all else no student's code shares. */
static bool is_watched(uint64_t address)
{
    return address < RT_GIB || (address >= RT_HEAP_BASE && address - RT_REGION < 4 * RT_GIB);
}

/* ---- vector clocks */

struct rt_clock *clock_new(void)
{
    if (RT->clocks_used == sizeof RT->clocks / sizeof *RT->clocks)
        rt_unsupported("very many locks and atomic variables at once", RT->current->pc);
    struct rt_clock *c = &RT->clocks[RT->clocks_used++];
    memset(c, 0, sizeof *c);
    return c;
}

void clock_join(struct rt_clock *to, const struct rt_clock *from)
{
    for (uint32_t i = 0; i < RT->task_count; i++)
        if (from->at[i] > to->at[i])
            to->at[i] = from->at[i];
}

void clock_acquire(const struct rt_clock *from)
{
    if (from)
        clock_join(&RT->current->clock, from);
}

void clock_tick(void)
{
    RT->current->clock.at[RT->current->number]++;
}

void clock_release(struct rt_clock **to)
{
    if (!*to)
        *to = clock_new();
    memcpy(*to, &RT->current->clock, RT->task_count * sizeof(uint32_t));
    clock_tick();
}

void clock_release_join(struct rt_clock **to)
{
    if (!*to)
        *to = clock_new();
    clock_join(*to, &RT->current->clock);
    clock_tick();
}

void clock_fork(struct rt_task *child)
{
    uint32_t own = child->number;
    clock_join(&child->clock, &RT->current->clock);
    child->clock.at[own]++;
    clock_tick();
}

/* ---- races */

static bool is_known(uint64_t pc)
{
    for (uint32_t i = 0; i < RT->shared->visible_count; i++)
        if (RT->shared->visible[i] == pc)
            return true;
    return false;
}

void race_make_visible(uint64_t pc)
{
    struct rt_shared *shared = RT->shared;
    if (RT->order.kind == RT_ORDER_REPLAY || pc - RT_CODE_BASE >= RT_CODE_BYTES ||
        shared->visible_count >= RT_MAX_VISIBLE || race_is_visible(pc) || is_known(pc))
        return;
    shared->visible[shared->visible_count++] = pc;
    strategy_visible();
}

void race_begin(void)
{
    const struct rt_shared *shared = RT->shared;
    uint32_t wanted =
        RT->order.kind == RT_ORDER_REPLAY ? RT->order.visible_count : shared->visible_count;
    if (wanted > RT_MAX_VISIBLE)
        wanted = RT_MAX_VISIBLE;
    for (; RT->visible_count > wanted; RT->visible_count--)
        RT->visible[shared->visible[RT->visible_count - 1] - RT_CODE_BASE] = 0;
    for (; RT->visible_count < wanted; RT->visible_count++) {
        uint64_t at = shared->visible[RT->visible_count] - RT_CODE_BASE;
        if (at < RT_CODE_BYTES)
            RT->visible[at] = 1;
    }
}

bool race_is_visible(uint64_t pc)
{
    uint64_t at = pc - RT_CODE_BASE;
    return at < RT_CODE_BYTES && RT->visible[at];
}

static struct rt_race *new_race(uint64_t a, uint64_t b)
{
    for (uint32_t i = 0; i < RT->race_count; i++) {
        const struct rt_race *r = &RT->shared->races[i];
        if ((r->first.pc == a && r->second.pc == b) || (r->first.pc == b && r->second.pc == a))
            return NULL;
    }
    if (RT->race_count == RT_MAX_RACES)
        return NULL;
    struct rt_race *r = &RT->shared->races[RT->race_count++];
    memset(r, 0, sizeof *r);
    return r;
}

static void tell_object(struct rt_race *r, uint64_t address)
{
    if (stream_is_at(address)) {
        r->object_kind = RT_OBJECT_STREAM;
    } else if (address >= RT_STACK_BASE) {
        r->object_kind = RT_OBJECT_STACK;
        r->owner = (uint32_t)((address - RT_STACK_BASE) / RT_STACK_BYTES);
    } else if (address >= RT_HEAP_BASE) {
        uint64_t size;
        if (heap_block(address, &r->block, &size, &r->block_pc))
            r->object_kind = RT_OBJECT_HEAP;
    }
}

static uint64_t value_at(uint64_t address, uint32_t width)
{
    uint64_t value = 0;
    memcpy(&value, (void *)address, width < 8 ? width : 8);
    return value;
}

/* `address` is where the later access starts. */
static void report(const struct access *before, uint64_t address, uint32_t size, uint32_t flags,
                   uint64_t pc)
{
    struct rt_race *r = new_race(before->pc, pc);
    race_make_visible(before->pc);
    race_make_visible(pc);
    if (!r)
        return;
    struct rt_task *me = RT->current;
    r->schedule = RT->number;
    r->first = (struct rt_access){.pc = before->pc,
                                  .address = address,
                                  .task = before->task,
                                  .width = (uint16_t)__builtin_popcount(before->mask),
                                  .is_write = before->flags & IS_WRITE,
                                  .is_atomic = (before->flags & IS_ATOMIC) != 0,
                                  .is_free = (before->flags & IS_FREE) != 0};
    r->second = (struct rt_access){.pc = pc,
                                   .address = address,
                                   .task = (uint16_t)me->number,
                                   .width = (uint16_t)(size < 0xFFFF ? size : 0xFFFF),
                                   .is_write = flags & IS_WRITE,
                                   .is_atomic = (flags & IS_ATOMIC) != 0,
                                   .is_free = (flags & IS_FREE) != 0,
                                   .step = RT->steps};
    if (!(flags & IS_FREE) && size <= 8)
        r->second.value = value_at(address, size);
    r->second.frame_count = (uint8_t)copy_frames(r->second.frames, me);
    tell_object(r, address);
}

static bool is_ordered(const struct access *before)
{
    return RT->current->clock.at[before->task] >= before->at;
}

static bool conflict(const struct access *before, uint8_t mask, uint32_t flags)
{
    return (before->mask & mask) && ((before->flags | flags) & IS_WRITE) &&
           !(before->flags & flags & IS_ATOMIC);
}

/* Keeps the access; those that it makes superfluous go. */
static void keep(struct cell *cell, const struct access *now)
{
    uint32_t left = 0;
    for (uint32_t i = 0; i < cell->count; i++) {
        const struct access *a = &cell->accesses[i];
        bool covered = (a->mask & ~now->mask) == 0 &&
                       ((now->flags & IS_WRITE) || !(a->flags & IS_WRITE)) &&
                       (!(now->flags & IS_ATOMIC) || (a->flags & IS_ATOMIC));
        bool same = a->task == now->task;
        if (!(covered && (same || is_ordered(a))))
            cell->accesses[left++] = *a;
    }
    if (left == ACCESSES) { /* forget a read if there is one: a write races with more */
        uint32_t victim = 0;
        while (victim + 1 < ACCESSES && (cell->accesses[victim].flags & IS_WRITE))
            victim++;
        for (uint32_t i = victim; i + 1 < ACCESSES; i++)
            cell->accesses[i] = cell->accesses[i + 1];
        left--;
    }
    cell->accesses[left++] = *now;
    cell->count = left;
}

/* Next to a block: most often nothing comes of it at once. Told if the schedule ends well. */
static void note_outside(uint64_t address, uint64_t pc)
{
    if (RT->outside_pc)
        return;
    RT->outside_pc = pc;
    RT->outside_address = address;
    log_misuse(RT_MISUSE_OVERFLOW, (void *)address, -1, pc);
}

/* In this very schedule: whatever is done to memory that was freed may crash. */
static void used_what_is_not_there(const struct access *a, uint64_t address, uint64_t pc)
{
    if (a->flags & IS_OUTSIDE) {
        note_outside(address, pc);
        return;
    }
    log_misuse(RT_MISUSE_USE_AFTER_FREE, (void *)address, a->task, pc);
    rt_end(RT_END_SIGNAL, SIGSEGV, pc, address);
}

static void access_cell(uint64_t address, uint32_t size, uint32_t flags, uint64_t pc)
{
    struct cell *cell = cell_of(address);
    uint32_t schedule = (uint32_t)RT->schedule;
    struct rt_task *me = RT->current;
    uint8_t mask = (uint8_t)(((1u << size) - 1) << (address & 7));
    struct access now = {(uint8_t)me->number,      mask,        (uint8_t)flags, 0,
                         me->clock.at[me->number], (uint32_t)pc};
    if (cell->schedule != schedule) {
        cell->schedule = schedule;
        cell->count = 1;
        cell->accesses[0] = now;
        return;
    }
    for (uint32_t i = 0; i < cell->count; i++) {
        const struct access *a = &cell->accesses[i];
        if (a->task == me->number) {
            if (a->mask == mask && a->flags == flags && a->at == now.at && a->pc == now.pc)
                return; /* the very same once more */
            if ((a->flags & IS_FREE) && (a->mask & mask) && !(flags & IS_FREE))
                used_what_is_not_there(a, address, pc);
            continue;
        }
        if (conflict(a, mask, flags) && !is_ordered(a))
            report(a, address, size, flags, pc);
        if ((a->flags & IS_FREE) && (a->mask & mask))
            used_what_is_not_there(a, address, pc);
    }
    keep(cell, &now);
}

static void access_bytes(uint64_t address, size_t size, uint32_t flags, uint64_t pc)
{
    if (!is_watched(address) || size == 0)
        return;
    while (size) {
        uint32_t part = 8 - (uint32_t)(address & 7);
        if (part > size)
            part = (uint32_t)size;
        access_cell(address, part, flags, pc);
        address += part;
        size -= part;
    }
}

static bool is_own_stack(uint64_t address)
{
    return address >= RT_STACK_BASE &&
           (address - RT_STACK_BASE) / RT_STACK_BYTES == RT->current->number;
}

void race_access(uint64_t address, uint32_t size, bool is_write, bool is_atomic, uint64_t pc)
{
    RT->current->gives |= is_write && !is_own_stack(address);
    access_bytes(address, size, (is_write ? IS_WRITE : 0) | (is_atomic ? IS_ATOMIC : 0), pc);
}

void race_range(const void *start, size_t size, bool is_write, uint64_t pc)
{
    if (!rt_on() || RT->task_count == 1)
        return;
    RT->writes += is_write;
    RT->current->gives |= is_write && !is_own_stack((uint64_t)start);
    if (race_is_visible(pc))
        rt_arrive(is_write ? RT_WRITE : RT_READ, (uint64_t)start, is_write, pc);
    access_bytes((uint64_t)start, size < 4096 ? size : 4096, is_write ? IS_WRITE : 0, pc);
}

void race_free(uint64_t address, size_t size, uint64_t pc)
{
    access_bytes(address, size < 4096 ? size : 4096, IS_WRITE | IS_FREE, pc);
}

/* At clock 0: nothing races with it. */
void race_forbid(uint64_t address, size_t size)
{
    for (uint64_t end = address + size; address < end; address = (address | 7) + 1) {
        uint64_t stop = (address | 7) + 1 < end ? (address | 7) + 1 : end;
        uint8_t mask = (uint8_t)(((1u << (stop - address)) - 1) << (address & 7));
        struct cell *cell = cell_of(address);
        cell->schedule = (uint32_t)RT->schedule;
        cell->count = 1;
        cell->accesses[0] = (struct access){.mask = mask, .flags = IS_WRITE | IS_FREE | IS_OUTSIDE};
    }
}

void race_forget(uint64_t address, size_t size)
{
    for (uint64_t at = address & ~UINT64_C(7); at < address + size; at += 8)
        cell_of(at)->schedule = 0;
}
