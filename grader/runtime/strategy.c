/*
 * Which task goes on.
 *
 * SURW: selectively uniform random walk (Zhao et al., ASPLOS 2025). A run
 * picks one shared object as interesting. At its events a task is drawn with
 * probability proportional to the interesting events that it has still to come
 * (known from earlier runs; those of children not yet born count for their
 * parent), and the others wait there until it has had its turn. Elsewhere
 * tasks have random priorities.
 *
 * POS: partial order sampling (Yuan, Yang, Gu, CAV 2018). Each event gets a
 * random priority when it is about to happen; the highest goes first, and
 * those that it races with draw anew. In every third schedule a task that
 * holds a lock and wants another comes after all others: that is how lock-order
 * deadlocks come about.
 *
 * PCT: probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010),
 * depth 3: random priorities of tasks, lowered at two random steps.
 *
 * Places: see places.c.
 *
 * DFS: every schedule with at most 0, then 1, then 2 preemptions (Musuvathi,
 * Qadeer, PLDI 2007). The tree changes when more accesses become visible; then
 * the search starts anew.
 *
 * In some schedules (extras) a task may also be chosen that cannot go on: it
 * is woken spuriously from a condition variable, or overtakes others in time.
 */
#include <string.h>

#include "runtime/rt.h"

#define S              (&RT->strategy)
#define BOUND_MAX      2
#define EXTRA_ODDS     6 /* one choice in so many, where extras are allowed */
#define DFS_TASKS      16
#define KNOWN_TASKS    32 /* tasks whose events are counted */
#define VALUES_MANY    64
#define PROBE          8
#define OVERTAKEN_MOST 64 /* some sleep and wake for ever */

static uint64_t draw(void) /* xorshift64* (Vigna, 2016) */
{
    uint64_t x = S->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    S->random = x;
    return x * UINT64_C(0x2545F4914F6CDD1D);
}

uint32_t strategy_draw(uint32_t limit)
{
    return (uint32_t)(((draw() >> 32) * limit) >> 32);
}

static uint64_t mixed(uint64_t x) /* splitmix64 */
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* ---- what is known of objects from the runs so far */

static struct rt_object_counts *counts_of(uint64_t object)
{
    uint32_t at = (uint32_t)mixed(object) % RT_OBJECTS;
    for (uint32_t i = 0; i < PROBE; i++) {
        struct rt_object_counts *c = &S->objects[(at + i) % RT_OBJECTS];
        if (c->object == object)
            return c;
        if (c->object == 0) {
            c->object = object;
            return c;
        }
    }
    return NULL;
}

static void count_event(const struct rt_task *task)
{
    if (!task->object || task->number >= KNOWN_TASKS)
        return;
    struct rt_object_counts *c = counts_of(task->object);
    if (!c)
        return;
    if (c->total == 0)
        c->first_task = (uint8_t)task->number;
    c->total++;
    c->is_shared |= c->first_task != task->number;
    c->written |= task->is_write;
    c->by_task[task->number]++;
}

/* Counts are summed over the runs: shares are what matters. */
static uint64_t expected(uint64_t object, uint32_t task)
{
    const struct rt_object_counts *c = task < KNOWN_TASKS ? counts_of(object) : NULL;
    uint64_t runs = S->run ? S->run : 1;
    return c ? (c->by_task[task] + runs - 1) / runs : 0;
}

uint64_t strategy_object(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < RT_OBJECTS; i++)
        count += S->objects[i].is_shared && S->objects[i].written;
    if (!count)
        return 0;
    uint32_t at = strategy_draw(count);
    for (uint32_t i = 0; i < RT_OBJECTS; i++)
        if (S->objects[i].is_shared && S->objects[i].written && at-- == 0)
            return S->objects[i].object;
    return 0;
}

/* ---- SURW */

static void surw_begin(void)
{
    uint64_t all = 0;
    S->interesting = strategy_object();
    S->intended = -1;
    for (uint32_t i = 0; i < KNOWN_TASKS; i++)
        all += expected(S->interesting, i);
    RT->tasks[0].weight = all;
}

/* The child takes its share, and that of the children which it had in an earlier run, with it. */
static void surw_born(struct rt_task *parent, struct rt_task *child)
{
    bool belongs[KNOWN_TASKS] = {false};
    uint64_t share = 0;
    for (uint32_t i = child->number; i < KNOWN_TASKS; i++) {
        belongs[i] = i == child->number || (S->parent[i] < i && belongs[S->parent[i]]);
        if (belongs[i])
            share += expected(S->interesting, i);
    }
    child->weight = share;
    parent->weight = parent->weight > share ? parent->weight - share : 0;
}

static bool is_interesting(const struct rt_task *t)
{
    return S->interesting && t->object == S->interesting;
}

static int surw_draw(struct rt_task **ready, uint32_t count)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < count; i++)
        all += ready[i]->weight + 1;
    uint64_t at = draw() % all;
    for (uint32_t i = 0; i < count; i++) {
        if (at < ready[i]->weight + 1)
            return (int)ready[i]->number;
        at -= ready[i]->weight + 1;
    }
    return (int)ready[0]->number;
}

static struct rt_task *surw_pick(struct rt_task **ready, uint32_t count)
{
    for (int round = 0; round < 2; round++) {
        struct rt_task *best = NULL;
        if (S->intended < 0 || RT->tasks[S->intended].state != RT_ALIVE)
            S->intended = surw_draw(ready, count);
        for (uint32_t i = 0; i < count; i++) {
            struct rt_task *t = ready[i];
            bool waits = is_interesting(t) && (int)t->number != S->intended;
            if (!waits && (!best || t->priority > best->priority))
                best = t;
        }
        if (best)
            return best;
        S->intended = -1; /* the intended one is blocked: draw among those that are not */
    }
    return ready[strategy_draw(count)];
}

/* ---- POS, PCT */

static struct rt_task *highest(struct rt_task **ready, uint32_t count)
{
    struct rt_task *best = ready[0];
    for (uint32_t i = 1; i < count; i++)
        if (ready[i]->priority > best->priority)
            best = ready[i];
    return best;
}

/* For deadlocks: everybody takes a first lock before anybody takes a second. */
static uint64_t pos_priority(const struct rt_task *task)
{
    bool wants_more = task->kind == RT_LOCK && task->held > 0;
    return S->holds_back && wants_more ? draw() >> 32 : draw() | 1;
}

static void pos_done(const struct rt_task *task)
{
    for (uint32_t i = 0; i < RT->alive && task->object; i++) {
        struct rt_task *t = RT->living[i];
        if (t != task && t->object == task->object && (t->is_write || task->is_write))
            t->priority = pos_priority(t);
    }
}

static void pct_done(struct rt_task *task)
{
    for (uint32_t i = 0; i < 2; i++)
        if (RT->steps == S->change_points[i])
            task->priority = i + 1;
    if (RT->run_length > 300) /* it spins in a way that is not known as such */
        task->priority = 0;
}

static void pct_begin(void)
{
    uint32_t length = S->longest ? S->longest : 100;
    for (int i = 0; i < 2; i++)
        S->change_points[i] = 1 + strategy_draw(length);
}

/* ---- DFS */

static void dfs_restart(void)
{
    S->bound = S->used = S->run_in_bound = 0;
    S->exhausted = S->restart = S->overflow = false;
    S->finished_bound = -1;
}

/* The last decision that has another choice left within the bound takes it. False: there is none.
 */
static bool dfs_advance(void)
{
    uint32_t spent = 0, at = S->used;
    for (uint32_t i = 0; i < S->used; i++)
        spent += S->decisions[i].preempts && S->decisions[i].chosen > 0;
    while (at > 0) {
        struct rt_decision *d = &S->decisions[--at];
        spent -= d->preempts && d->chosen > 0;
        if (d->chosen + 1 < d->count && spent + d->preempts <= S->bound) {
            d->chosen++;
            S->used = at + 1;
            return true;
        }
    }
    return false;
}

static void dfs_begin(void)
{
    if (S->restart)
        dfs_restart();
    else if (S->run_in_bound && !dfs_advance()) {
        S->finished_bound = (int32_t)S->bound;
        S->finished_count = S->run_in_bound;
        S->run_in_bound = S->used = 0;
        S->exhausted = S->bound == BOUND_MAX;
        if (!S->exhausted)
            S->bound++;
    }
    S->depth = 0;
    S->preemptions = 0;
    S->run_in_bound++;
}

static uint32_t dfs_decide(uint32_t count, bool preempts, const uint8_t *order, uint8_t kind)
{
    if (S->depth >= RT_DFS_DEPTH || count > DFS_TASKS) {
        S->overflow = true;
        return 0;
    }
    struct rt_decision *d = &S->decisions[S->depth];
    if (S->depth++ == S->used) {
        *d = (struct rt_decision){.count = (uint16_t)count, .preempts = preempts, .kind = kind};
        if (order)
            memcpy(d->order, order, count);
        S->used++;
    }
    return d->chosen < count ? d->chosen : 0;
}

static struct rt_task *dfs_pick(struct rt_task **ready, uint32_t count, struct rt_task *plain)
{
    uint8_t order[DFS_TASKS];
    uint32_t at = 0;
    bool preempts = plain == RT->current && rt_can_go_on(plain);
    if (count < 2)
        return plain;
    if (count <= DFS_TASKS) {
        order[at++] = (uint8_t)plain->number;
        for (uint32_t i = 0; i < count; i++)
            if (ready[i] != plain)
                order[at++] = (uint8_t)ready[i]->number;
    }
    uint32_t chosen = dfs_decide(count, preempts, order, RT_CHOOSE_TASK);
    if (chosen == 0 || count > DFS_TASKS)
        return plain;
    for (uint32_t i = 0; i < count; i++)
        if (ready[i]->number == order[chosen])
            return ready[i];
    return plain;
}

/* ---- values: each schedule has a bound of its own, mostly a small one */

static void value_begin(void)
{
    static const uint32_t bounds[] = {2, 3, 4, 6, 12, 12, 128, 0};
    S->value_bound = bounds[strategy_draw(sizeof bounds / sizeof *bounds)];
    S->values_drawn = 0;
}

uint32_t strategy_value(void)
{
    static const uint32_t odd[] = {UINT32_MAX, INT32_MAX, (uint32_t)INT32_MIN, 255, 1000};
    S->overflow = true; /* the search by preemptions does not go through values */
    uint32_t value = S->value_bound ? strategy_draw(S->value_bound) : (uint32_t)draw();
    if (strategy_draw(16) == 0)
        value = odd[strategy_draw(sizeof odd / sizeof *odd)];
    if (++S->values_drawn > VALUES_MANY && strategy_draw(2) == 0)
        value = 0; /* loops that go on while a value is not 0 come to their end */
    return value;
}

/* ---- threads without end: what goes wrong with thousands mostly does with a few */

static void task_limit_begin(void)
{
    static const uint32_t limits[] = {3, 4, 5, 6, 8, 12, 24, 64};
    if (S->starts_without_end && S->current != RT_DFS && (RT->order.flags & RT_FEW_TASKS))
        RT->task_limit = limits[strategy_draw(sizeof limits / sizeof *limits)];
}

/* ---- schedules without end: what goes wrong in their thousands of steps mostly does in the first
 */

static void step_limit_begin(void)
{
    static const uint32_t parts[] = {20, 8, 4, 1}; /* of the limit, one in so many */
    if (!S->runs_without_end || S->current == RT_DFS || !(RT->order.flags & RT_FEW_TASKS))
        return;
    uint32_t part = parts[strategy_draw(sizeof parts / sizeof *parts)];
    RT->step_limit /= part;
    RT->passed_limit /= part;
    RT->quiet_limit /= part;
}

/*
 * ---- who lets the others go first. What a program assumes mostly holds once they have gone on
 * ("all have counted themselves", "the lock is free"); and a main that looks at what its threads
 * have done without a join must come last to see it all.
 */

static bool was_assumed_at(uint64_t pc)
{
    for (uint32_t i = 0; i < S->assumed_count; i++)
        if (S->assumed_at[i] == pc)
            return true;
    return false;
}

static void note_patience(void)
{
    S->leaves_early |= RT->end == RT_END_EXIT && RT->alive > 1;
    /* Only the order can be to blame where no value was drawn. */
    if (RT->end == RT_END_ASSUMED && S->values_drawn == 0 && S->assumed_count < RT_ASSUMED &&
        !was_assumed_at(RT->current->pc))
        S->assumed_at[S->assumed_count++] = RT->current->pc;
}

static void patience_begin(void)
{
    bool searches = S->current == RT_DFS;
    S->waits_out = !searches && S->assumed_count && strategy_draw(2) == 0;
    S->main_last = !searches && S->leaves_early && strategy_draw(2) == 0;
}

static bool lets_others_go(const struct rt_task *t)
{
    return (S->main_last && t->is_main && t->kind != RT_CREATE) ||
           (S->waits_out && was_assumed_at(t->pc));
}

/* Takes them out, unless nobody is left. Returns how many are. */
static uint32_t without_patient(struct rt_task **ready, uint32_t count)
{
    uint32_t left = 0;
    if (!S->waits_out && !S->main_last)
        return count;
    for (uint32_t i = 0; i < count; i++)
        if (!lets_others_go(ready[i]))
            ready[left++] = ready[i];
    return left ? left : count;
}

/* ---- all of them */

/* The mix: first the plain schedule, then the search and the random ones in turn. */
static uint32_t strategy_of(uint32_t number)
{
    /* 13: nothing else that goes by the number (every third, every fifth) keeps step with it. */
    static const uint8_t turns[] = {RT_DFS, RT_PLACES, RT_POS,   RT_SURW, RT_PLACES,
                                    RT_POS, RT_DFS,    RT_SURW,  RT_POS,  RT_PLACES,
                                    RT_PCT, RT_RANDOM, RT_PLACES};
    static const uint8_t instead[] = {RT_SURW, RT_POS, RT_PLACES};
    uint32_t s = RT->order.strategy;
    if (s == RT_MIX)
        s = number == 1 ? RT_DFS : turns[number % sizeof turns];
    bool over = S->exhausted || S->overflow;
    if (s == RT_DFS && over && RT->order.strategy == RT_MIX)
        s = instead[number / 6 % sizeof instead];
    return s;
}

void strategy_reset(void)
{
    memset(S, 0, offsetof(struct rt_strategy_state, decisions));
    dfs_restart();
}

/* In one of four: main in half of them, else one of the first three threads. */
static int32_t laggard_of(uint32_t number)
{
    uint64_t drawn = mixed(number);
    int32_t who = (int32_t)((drawn >> 8) % 6);
    return drawn % 4 ? -1 : who < 3 ? 0 : who - 2;
}

void strategy_begin(uint32_t number)
{
    S->random = mixed(RT->order.seed * UINT64_C(0x100000001B3) + number) | 1;
    S->current = strategy_of(number);
    S->holds_back = number % 3 == 0;
    S->late = number % 5 == 4 && S->current != RT_DFS;
    S->laggard = S->late ? laggard_of(number) : -1;
    S->overtaken = 0;
    RT->tasks[0].priority = draw() | 1;
    value_begin();
    task_limit_begin();
    step_limit_begin();
    patience_begin();
    if (S->current == RT_SURW)
        surw_begin();
    if (S->current == RT_PCT)
        pct_begin();
    if (S->current == RT_PLACES)
        places_begin();
    if (S->current == RT_DFS)
        dfs_begin();
}

static bool came_to_a_limit(void)
{
    return !RT->drew_much && (RT->steps > RT->step_limit || RT->passed > RT->passed_limit ||
                              RT->quiet_yields > RT->quiet_limit);
}

void strategy_end(void)
{
    S->run++;
    note_patience();
    if (RT->steps > S->longest)
        S->longest = RT->steps;
    if (RT->end == RT_END_STEPS && S->current == RT_DFS)
        S->overflow = true;
    S->runs_without_end |= came_to_a_limit();
}

void strategy_visible(void)
{
    S->restart = true;
    S->exhausted = false;
    S->finished_bound = -1;
}

bool strategy_exhausted(void)
{
    return RT->order.strategy == RT_DFS && S->exhausted;
}

void strategy_arrived(struct rt_task *task)
{
    if (S->current == RT_POS)
        task->priority = pos_priority(task);
}

void strategy_born(struct rt_task *parent, struct rt_task *child)
{
    child->priority = draw() | (UINT64_C(1) << 62);
    if (child->number < KNOWN_TASKS)
        S->parent[child->number] = (uint8_t)(parent->number < KNOWN_TASKS ? parent->number : 0);
    if (S->current == RT_SURW)
        surw_born(parent, child);
    child->skips = S->current == RT_PLACES ? strategy_draw(2) : 0;
}

void strategy_done(const struct rt_task *task)
{
    count_event(task);
    places_note(task);
    if (S->current == RT_POS)
        pos_done(task);
    if (S->current == RT_PCT)
        pct_done(&RT->tasks[task->number]);
    if (S->current == RT_SURW && is_interesting(task)) {
        struct rt_task *t = &RT->tasks[task->number];
        t->weight -= t->weight > 0;
        S->intended = -1;
    }
}

/* A task that cannot go on of itself, but may be woken spuriously or overtake others; or NULL. */
static struct rt_task *pick_extra(void)
{
    struct rt_task *all[RT_MAX_TASKS];
    uint32_t count = 0;
    for (uint32_t i = 0; i < RT->alive; i++) {
        struct rt_task *t = RT->living[i];
        if (rt_can_go_on(t))
            continue;
        bool overtakes = t->deadline != RT_FOREVER && !(RT->order.flags & RT_ON_TIME);
        bool is_spinning = t->parked_at && (!t->ready || t->ready(t));
        if (t->in_cond_wait || overtakes || is_spinning)
            all[count++] = t;
    }
    return count ? all[strategy_draw(count)] : NULL;
}

static struct rt_task *earliest_sleeper(void)
{
    struct rt_task *earliest = NULL;
    for (uint32_t i = 0; i < RT->alive; i++) {
        struct rt_task *t = RT->living[i];
        if (t->deadline != RT_FOREVER && !rt_can_go_on(t) &&
            (!earliest || t->deadline < earliest->deadline))
            earliest = t;
    }
    return earliest;
}

/*
 * One task is so slow that others sleep several times while it takes a step: then a signal comes
 * long before it is waited for. Chance alone would have to overtake it each time. NULL: as usual.
 */
static struct rt_task *pick_past_laggard(struct rt_task **ready, uint32_t count)
{
    struct rt_task *others[RT_MAX_TASKS], *sleeper;
    uint32_t other_count = 0;
    if (S->laggard < 0 || S->overtaken >= OVERTAKEN_MOST || (RT->order.flags & RT_ON_TIME) ||
        !(sleeper = earliest_sleeper()))
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        if ((int32_t)ready[i]->number != S->laggard)
            others[other_count++] = ready[i];
    if (other_count == count)
        return NULL;
    if (other_count)
        return others[strategy_draw(other_count)];
    S->overtaken++;
    return sleeper;
}

struct rt_task *strategy_pick(struct rt_task **ready, uint32_t count, struct rt_task *plain)
{
    struct rt_task *overtakes = pick_past_laggard(ready, count);
    if (overtakes)
        return overtakes;
    if (S->late && strategy_draw(EXTRA_ODDS) == 0) {
        struct rt_task *extra = pick_extra();
        if (extra)
            return extra;
    }
    count = without_patient(ready, count);
    if (count == 1)
        return ready[0];
    switch (S->current) {
    case RT_SURW:
        return surw_pick(ready, count);
    case RT_POS:
    case RT_PCT:
        return highest(ready, count);
    case RT_DFS:
        return dfs_pick(ready, count, plain);
    case RT_PLACES:
        return places_pick(ready, count);
    default:
        return ready[strategy_draw(count)];
    }
}

uint32_t strategy_waiter(uint32_t count)
{
    if (S->current == RT_DFS)
        return dfs_decide(count, false, NULL, RT_CHOOSE_WAITER);
    return strategy_draw(count);
}
