/*
 * Whose turn it is.
 *
 * A task that comes to a visible operation says so with rt_arrive(): what it
 * is about to do, to which object, and (ready) under which condition it can.
 * There are no lists of waiters: a task can go on if its condition holds or its
 * deadline has come. One of those that can is chosen, and does its operation.
 *
 * Virtual time stands still while anybody can go on; then it jumps to the next
 * deadline. Nobody can go on and nobody has a deadline: a deadlock.
 *
 * Spinning. A task that reads the same values over and over, with nothing done
 * in between, can only go on when another has done something: it is parked
 * until RT->progress has changed (rt_read_again). If all that is left are
 * parked tasks they are let run again, since a loop may count its rounds; it is
 * a livelock when what they do is proved to repeat itself (livelock.c).
 *
 * Choices. The plain choice is to go on with the current task. Any other is a
 * deviation (shared.h) and is written down. A long run of one task is broken
 * in the plain schedule too (RUN_MAX), and time goes on when the program has
 * done very much at one time (BUSY_STEPS): else a task that polls would hang.
 */
#include "runtime/rt.h"

#define RUN_MAX    400
#define BUSY_STEPS 5000
#define BUSY_WORK  1000000

#define OFTEN           300
#define OFTEN_PART      16
#define VERY_OFTEN      5000
#define VERY_OFTEN_PART 512
#define SPINS_PARK      2
#define GREAT_VALUE     1000
#define GREAT_STEPS     2000

bool rt_never(const struct rt_task *task)
{
    (void)task;
    return false;
}

bool rt_has_room(const struct rt_task *task)
{
    (void)task;
    return RT->task_count < RT->task_limit;
}

static bool is_parked(const struct rt_task *task)
{
    return task->parked_at && task->parked_at == RT->progress;
}

static bool is_ready(const struct rt_task *task)
{
    return !task->ready || task->ready(task) || task->deadline <= RT->now_ns ||
           (task->cancellable && cancel_is_due(task));
}

bool rt_can_go_on(const struct rt_task *task)
{
    return !is_parked(task) && is_ready(task);
}

void rt_progressed(void)
{
    struct rt_task *me = RT->current;
    RT->progress++;
    RT->idle_rounds = 0;
    RT->quiet_yields = 0;
    me->spins = me->spin_reads = 0;
    me->reads_plain = false;
    me->parked_at = 0;
}

void rt_read_again(uint64_t pc, uint64_t address, uint64_t value)
{
    struct rt_task *me = RT->current;
    uint32_t known = me->spin_reads < RT_SPIN_READS ? me->spin_reads : RT_SPIN_READS;
    for (uint32_t i = 0; i < known; i++) {
        struct rt_spin_read *r = &me->spin_read[i];
        if (r->pc != pc || r->address != address)
            continue;
        if (r->value != value) { /* news: what it does with it is no repetition */
            r->value = value;
            me->spins = 0;
        } else if (++me->spins >= SPINS_PARK) {
            me->parked_at = RT->progress;
        }
        return;
    }
    me->spin_read[me->spin_reads++ % RT_SPIN_READS] = (struct rt_spin_read){pc, address, value};
    me->spins = 0;
}

/* Operations that a spinning task does; any other is something done. */
static bool is_of_spinning(uint32_t kind)
{
    switch (kind) {
    case RT_READ:
    case RT_ATOMIC_READ:
    case RT_ATOMIC_UPDATE:
    case RT_TRYLOCK:
    case RT_SEM_TRYWAIT:
    case RT_YIELD:
    case RT_CLOCK:
    case RT_FENCE:
        return true;
    default:
        return false;
    }
}

void rt_yield(uint64_t pc)
{
    RT->current->yields = true;
    rt_arrive(RT_YIELD, 0, false, pc);
    log_step(RT_YIELD, 0, pc);
    rt_read_again(pc, 0, 0);
}

/* Those that can go on; those that yield only if no other can. */
static uint32_t collect(struct rt_task **out)
{
    uint32_t count = 0, yielding = 0;
    for (uint32_t i = 0; i < RT->alive; i++) {
        struct rt_task *t = RT->living[i];
        if (!rt_can_go_on(t))
            continue;
        if (t->yields)
            yielding++;
        else
            out[count++] = t;
    }
    if (count || !yielding)
        return count;
    for (uint32_t i = 0; i < RT->alive; i++)
        if (rt_can_go_on(RT->living[i]))
            out[count++] = RT->living[i];
    return count;
}

static int64_t next_deadline(void)
{
    int64_t earliest = RT_FOREVER;
    for (uint32_t i = 0; i < RT->alive; i++)
        if (RT->living[i]->deadline < earliest && RT->living[i]->deadline > RT->now_ns)
            earliest = RT->living[i]->deadline;
    return earliest;
}

static void jump_to(int64_t time_ns)
{
    if (time_ns > RT->now_ns)
        RT->now_ns = time_ns;
    RT->jump_step = RT->steps;
    RT->jump_work = RT->work;
    RT->progress++;
}

static void log_stuck(void)
{
    struct rt_task *me = RT->current;
    for (uint32_t i = 0; i < RT->alive; i++) {
        struct rt_task *t = RT->living[i];
        RT->current = t;
        struct rt_record *r = log_record(RT_STUCK, t->object, NULL, 0, t->pc);
        if (r) {
            const struct rt_sync *s = sync_find((void *)t->object);
            r->value = t->kind;
            r->other = t->kind == RT_JOINING ? (int32_t)(t->object - 1) : s ? s->owner : -1;
        }
    }
    RT->current = me;
}

/* Is a task parked? *on_plain: one that reads a plain variable. */
static bool anybody_parked(bool *on_plain)
{
    bool parked = false;
    *on_plain = false;
    for (uint32_t i = 0; i < RT->alive; i++) {
        const struct rt_task *t = RT->living[i];
        if (!is_parked(t))
            continue;
        parked = true;
        *on_plain |= t->reads_plain;
    }
    return parked;
}

static bool anybody_wants_room(void)
{
    for (uint32_t i = 0; i < RT->alive; i++)
        if (RT->living[i]->ready == rt_has_room)
            return true;
    return false;
}

/*
 * Nobody can go on. Returns when something has changed. A loop that waits on a
 * plain variable is a race, and told as that; as a livelock it is not held
 * against a program whose author wants to hear nothing of races.
 */
static void idle(void)
{
    int64_t due = next_deadline();
    bool on_plain, parked;
    if (due != RT_FOREVER) {
        jump_to(due);
        return;
    }
    if (anybody_wants_room()) {
        RT->strategy.starts_without_end = true;
        rt_end(RT_END_STEPS, 0, RT->current->pc, 0);
    }
    parked = anybody_parked(&on_plain);
    if (parked) {
        RT->idle_rounds++;
        RT->progress++;
        if (!livelock_is_proved())
            return;
    }
    if ((parked && on_plain) || RT->endless)
        rt_end(RT_END_STEPS, 0, RT->current->pc, 0);
    log_stuck();
    rt_end(parked ? RT_END_LIVELOCK : RT_END_DEADLOCK, 0, 0, 0);
}

/* Too long without a jump while somebody sleeps: the machine is not that fast. */
static void let_time_go_on(void)
{
    if (RT->steps - RT->jump_step < BUSY_STEPS && RT->work - RT->jump_work < BUSY_WORK)
        return;
    int64_t due = next_deadline();
    RT->jump_step = RT->steps;
    RT->jump_work = RT->work;
    if (due == RT_FOREVER)
        return;
    RT->late = true;
    jump_to(due);
}

static struct rt_task *plain_choice(struct rt_task **ready, uint32_t count)
{
    struct rt_task *me = RT->current;
    bool mine = false;
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        mine |= ready[i] == me;
        if (ready[i]->number <= me->number)
            next = i + 1;
    }
    if (mine && RT->run_length < RUN_MAX)
        return me;
    return mine ? ready[next % count] : ready[0];
}

static void add_deviation(const struct rt_task *me, uint32_t at, uint32_t kind, uint32_t choice)
{
    if (RT->deviation_count < RT_MAX_DEVIATIONS)
        RT->deviations[RT->deviation_count] =
            (struct rt_deviation){(uint16_t)me->number, (uint16_t)kind, at, choice};
    RT->deviation_count++;
}

/* What the schedule that is replayed chose here; 0: the plain choice. */
static uint32_t replayed(const struct rt_task *me, uint32_t at, uint32_t kind)
{
    const struct rt_deviation *d = RT->shared->deviations;
    uint32_t count = RT->order.deviation_count;
    for (uint32_t i = 0; i < count && i < RT_MAX_DEVIATIONS; i++)
        if (d[i].at == at && d[i].task == me->number && d[i].kind == kind)
            return d[i].choice;
    return 0;
}

/* May it be chosen though it cannot go on? Woken spuriously, or before others that are late. */
static bool may_be_forced(const struct rt_task *t)
{
    return t->state == RT_ALIVE &&
           (is_parked(t) || t->in_cond_wait || t->deadline != RT_FOREVER || rt_can_go_on(t));
}

static struct rt_task *replayed_task(const struct rt_task *me, uint32_t at, struct rt_task *plain)
{
    uint32_t choice = replayed(me, at, RT_CHOOSE_TASK);
    if (choice == 0 || choice > RT->task_count || !may_be_forced(&RT->tasks[choice - 1]))
        return plain;
    return &RT->tasks[choice - 1];
}

static void wake(struct rt_task *t)
{
    t->yields = false;
    t->parked_at = 0;
    if (!t->ready || t->ready(t)) {
        t->woken = RT_READY;
    } else if (t->cancellable && cancel_is_due(t)) {
        t->woken = RT_CANCELLED;
    } else if (t->deadline <= RT->now_ns) {
        t->woken = RT_TIMED_OUT;
    } else if (t->in_cond_wait) {
        t->woken = RT_SPURIOUSLY;
    } else {
        RT->late = true;
        jump_to(t->deadline);
        t->woken = RT_TIMED_OUT;
    }
}

struct rt_task *rt_choose(void)
{
    struct rt_task *ready[RT_MAX_TASKS], *me = RT->current;
    uint32_t at = me->choices++, count;
    if (RT->returning)
        return RT->returning;
    let_time_go_on();
    while ((count = collect(ready)) == 0)
        idle();
    struct rt_task *plain = plain_choice(ready, count), *next;
    if (RT->order.kind == RT_ORDER_REPLAY)
        next = replayed_task(me, at, plain);
    else
        next = strategy_pick(ready, count, plain);
    if (next != plain)
        add_deviation(me, at, RT_CHOOSE_TASK, 1 + next->number);
    RT->run_length = next == me ? RT->run_length + 1 : 0;
    if (next != me && me->state == RT_ALIVE && rt_can_go_on(me))
        RT->preemptions++;
    wake(next);
    return next;
}

uint32_t rt_choose_waiter(uint32_t count)
{
    struct rt_task *me = RT->current;
    uint32_t at = me->choices++, choice;
    if (count < 2)
        return 0;
    if (RT->order.kind == RT_ORDER_REPLAY)
        choice = replayed(me, at, RT_CHOOSE_WAITER);
    else
        choice = strategy_waiter(count);
    if (choice >= count)
        choice = 0;
    if (choice)
        add_deviation(me, at, RT_CHOOSE_WAITER, choice);
    return choice;
}

/* Two thousand million rounds of a loop are not worth a whole schedule's steps. */
static void be_short(void)
{
    if (RT->drew_much)
        return;
    RT->drew_much = true;
    if (RT->step_limit > RT->steps + GREAT_STEPS)
        RT->step_limit = RT->steps + GREAT_STEPS;
    RT->passed_limit = RT->passed + GREAT_STEPS;
}

/* Any value at all, for a program that says that it does not know which. */
uint32_t rt_choose_value(void)
{
    struct rt_task *me = RT->current;
    uint32_t at = me->choices++, choice;
    if (RT->order.kind == RT_ORDER_REPLAY)
        choice = replayed(me, at, RT_CHOOSE_VALUE);
    else
        choice = strategy_value();
    if (choice)
        add_deviation(me, at, RT_CHOOSE_VALUE, choice);
    if (choice > GREAT_VALUE)
        be_short();
    return choice;
}

static void begin_step(struct rt_task *me)
{
    me->step = ++RT->steps;
    me->ready = NULL;
    me->deadline = RT_FOREVER;
    RT->work_stop = RT->work + RT_QUIET_MAX;
    if (RT->steps > RT->step_limit)
        rt_end(RT_END_STEPS, 0, me->pc, 0);
    if ((RT->order.flags & RT_STOP_THERE) && RT->steps == RT->order.stop_step)
        __asm__ volatile("int3");
    strategy_done(me);
}

/*
 * A loop of ten thousand rounds would use up all steps. Where a task has come
 * very often it is let through mostly: no choice, no step.
 */
static bool is_let_through(struct rt_task *me, uint64_t pc)
{
    struct rt_visits *v = &me->visits[(pc ^ (pc >> 6)) % RT_VISITS];
    if (v->pc != pc)
        *v = (struct rt_visits){pc, 0};
    uint32_t count = ++v->count;
    return (count > OFTEN && count % OFTEN_PART) || (count > VERY_OFTEN && count % VERY_OFTEN_PART);
}

static void pass_on(struct rt_task *me)
{
    if (++RT->passed > RT->passed_limit)
        rt_end(RT_END_STEPS, 0, me->pc, 0);
    me->ready = NULL;
    me->deadline = RT_FOREVER;
    me->step = RT->steps;
}

enum rt_woken rt_arrive_when(uint32_t kind, uint64_t object, bool is_write, uint64_t pc,
                             rt_ready_fn *ready, void *operand, int64_t deadline)
{
    struct rt_task *me = RT->current;
    uint64_t sp = (uint64_t)__builtin_frame_address(0);
    log_settle();
    if (sp < me->stack_low)
        me->stack_low = sp;
    me->frame = __builtin_frame_address(0);
    me->kind = (uint16_t)kind;
    me->object = object;
    me->is_write = is_write;
    me->ready = ready;
    me->operand = operand;
    me->deadline = deadline;
    me->pc = pc;
    me->arrived = (int32_t)RT->record_count;
    if (!is_of_spinning(kind))
        me->parked_at = 0;
    strategy_arrived(me);
    bool passes = is_let_through(me, pc) || me->atomic_depth;
    if (passes && !is_parked(me) && !me->yields && (!ready || ready(me))) {
        me->woken = RT_READY;
        pass_on(me);
    } else {
        struct rt_task *next = rt_choose();
        if (next != me) {
            RT->switches++;
            task_switch(next);
        }
        begin_step(me);
    }
    if (me->cancel_at_once && !me->cancellable)
        cancel_point(pc);
    return me->woken;
}

enum rt_woken rt_arrive(uint32_t kind, uint64_t object, bool is_write, uint64_t pc)
{
    return rt_arrive_when(kind, object, is_write, pc, NULL, NULL, RT_FOREVER);
}
