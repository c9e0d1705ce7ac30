/*
 * Places: a strategy of our own. A schedule picks places of the program text
 * (return addresses of visible operations, known from the schedules so far) and
 * treats all tasks that come there alike, however many they are:
 *
 *   hold    whoever comes to the place waits there until nobody else can go on
 *           (as in active testing: Sen, PLDI 2008). "All writers have done their
 *           first half, then the reader looks" is one schedule of few, not of 2^n.
 *   rounds  each routine that threads run has one place; whoever comes there hands
 *           over to the next task. Loops of several threads go round in step.
 *           In a third of them one routine is held at its place instead: who only looks
 *           at the end does not break the step of the others.
 *   turns   the same at each read, each write, or either, of one object.
 *
 * In which of two tasks the first round begins is left to chance: some let the first
 * time pass. Where no place decides, tasks have random priorities.
 */
#include <string.h>

#include "runtime/rt.h"

#define S     (&RT->strategy)
#define PROBE 16

static uint32_t slot_of(uint64_t pc)
{
    return (uint32_t)((pc * UINT64_C(0x9E3779B97F4A7C15)) >> 40) % RT_PLACES_KNOWN;
}

static struct rt_place *find(uint64_t pc)
{
    for (uint32_t i = 0; i < PROBE; i++) {
        struct rt_place *p = &S->places[(slot_of(pc) + i) % RT_PLACES_KNOWN];
        if (p->pc == pc || p->pc == 0)
            return p;
    }
    return NULL;
}

static uint64_t routine_of(const struct rt_task *t)
{
    return t->start_c11 ? (uint64_t)t->start_c11 : (uint64_t)t->start;
}

void places_note(const struct rt_task *task)
{
    struct rt_place *p = find(task->pc);
    if (!p || p->pc)
        return;
    p->pc = task->pc;
    p->routine = routine_of(task);
    S->place_list[S->place_count++] = (uint16_t)(p - S->places);
}

static void choose_one(void)
{
    S->places[S->place_list[strategy_draw(S->place_count)]].chosen = S->schedule_begun;
}

/* One place for each routine: the last of those drawn with the same odds. */
static void choose_of_each_routine(void)
{
    uint32_t routines = 0;
    for (uint32_t i = 0; i < S->place_count; i++) {
        struct rt_place *mine = &S->places[S->place_list[i]], *kept = mine;
        uint32_t seen = 0;
        for (uint32_t k = 0; k < S->place_count; k++) {
            struct rt_place *p = &S->places[S->place_list[k]];
            if (p->routine != mine->routine)
                continue;
            if (k < i)
                break; /* this routine has been dealt with */
            if (strategy_draw(++seen) == 0)
                kept = p;
        }
        if (!seen)
            continue;
        kept->chosen = S->schedule_begun;
        if (strategy_draw(++routines) == 0)
            S->held_at = kept->pc;
    }
    if (strategy_draw(3) != 0)
        S->held_at = 0;
}

void places_begin(void)
{
    S->schedule_begun++;
    uint32_t way = strategy_draw(5);
    S->in_rounds = way >= 2;
    S->turns_at = S->held_at = 0;
    if (S->place_count == 0)
        return;
    if (way == 4) {
        S->turns_at = strategy_object();
        S->turns_kinds = 1 + strategy_draw(3);
        return;
    }
    if (S->in_rounds) {
        choose_of_each_routine();
        return;
    }
    choose_one();
    if (strategy_draw(3) == 0)
        choose_one();
}

static bool is_at_place(const struct rt_task *t)
{
    if (S->turns_at)
        return t->object == S->turns_at && (S->turns_kinds & (t->is_write ? 2 : 1));
    const struct rt_place *p = find(t->pc);
    return p && p->pc == t->pc && p->chosen == S->schedule_begun;
}

static struct rt_task *next_in_round(struct rt_task **ready, uint32_t count)
{
    struct rt_task *me = RT->current;
    bool can = false, hands_over = is_at_place(me);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        can |= ready[i] == me;
        if (ready[i]->number <= me->number)
            next = i + 1;
    }
    if (hands_over && me->skips) {
        me->skips--;
        hands_over = false;
    }
    if (can && !hands_over)
        return me;
    for (uint32_t i = 0; i < count && S->held_at; i++)
        if (ready[(next + i) % count]->pc != S->held_at)
            return ready[(next + i) % count];
    return ready[next % count];
}

static struct rt_task *highest_not_held(struct rt_task **ready, uint32_t count)
{
    struct rt_task *best = NULL;
    for (uint32_t i = 0; i < count; i++)
        if (!is_at_place(ready[i]) && (!best || ready[i]->priority > best->priority))
            best = ready[i];
    return best ? best : ready[strategy_draw(count)];
}

struct rt_task *places_pick(struct rt_task **ready, uint32_t count)
{
    return S->in_rounds ? next_in_round(ready, count) : highest_not_held(ready, count);
}
