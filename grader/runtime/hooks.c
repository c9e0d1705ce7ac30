/*
 * What the compiler calls for each access to memory and each atomic operation
 * (-fsanitize=thread; gcc/tsan.c and libsanitizer/tsan/tsan_interface*.h name
 * them). The hook of an access comes before the access.
 */
#include <string.h>

#include "runtime/rt.h"

bool rt_live;

/* Much was done without any visible step. */
static void let_others_run(uint64_t pc)
{
    RT->work_stop = RT->work + RT_QUIET_MAX;
    if (!rt_on())
        return;
    if (++RT->quiet_yields > RT->quiet_limit)
        rt_end(RT_END_STEPS, 0, pc, 0);
    if (RT->task_count == 1 || RT->current->atomic_depth)
        return;
    RT->current->yields = true;
    rt_arrive(RT_YIELD, 0, false, pc);
}

/* Each basic block of the program: no loop is without one (-fsanitize-coverage=trace-pc). */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
    if (rt_live && ++RT->work >= RT->work_stop)
        let_others_run(RT_PC);
}

static void visible_access(uint64_t address, uint32_t size, bool is_write, uint64_t pc)
{
    uint64_t value = 0;
    rt_arrive(is_write ? RT_WRITE : RT_READ, address, is_write, pc);
    struct rt_record *r = log_step(is_write ? RT_WRITE : RT_READ, address, pc);
    memcpy(&value, (void *)address, size < 8 ? size : 8);
    if (r) {
        r->width = (uint16_t)size;
        r->value = r->old = value;
    }
    if (!is_write) {
        RT->current->reads_plain = true;
        rt_read_again(pc, address, value);
        return;
    }
    rt_progressed();
    if (r)
        RT->unread = (uint32_t)((unsigned char *)r - RT->shared->log);
}

/* In a schedule that is told as a story: what it read, or will have written. */
static void tell_access(uint64_t address, uint32_t size, bool is_write, uint64_t pc)
{
    log_settle();
    struct rt_record *r = log_step(is_write ? RT_WRITE : RT_READ, address, pc);
    if (!r)
        return;
    r->width = (uint16_t)size;
    memcpy(&r->value, (void *)address, size < 8 ? size : 8);
    r->old = r->value;
    if (is_write)
        RT->unread = (uint32_t)((unsigned char *)r - RT->shared->log);
}

static inline void access(uint64_t address, uint32_t size, bool is_write, uint64_t pc)
{
    if (!rt_on() || RT->task_count == 1)
        return;
    RT->work++;
    RT->writes += is_write && address < RT_STACK_BASE;
    if (race_is_visible(pc))
        visible_access(address, size, is_write, pc);
    else if (RT->order.flags & RT_STEPS)
        tell_access(address, size, is_write, pc);
    race_access(address, size, is_write, false, pc);
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
    if (!rt_on())
        return;
    struct rt_task *me = RT->current;
    uint64_t sp = (uint64_t)__builtin_frame_address(0);
    if (me->depth < RT_FRAMES_KEPT)
        me->frames[me->depth] = (uint64_t)pc;
    me->depth++;
    if (sp < me->stack_low)
        me->stack_low = sp;
    if (RT->function_count && verifier_role(RT_PC) == RT_ROLE_ATOMIC)
        atomic_enter(RT_PC);
}

/*
 * The last that a function calls. One that ends without the value which it should return, as
 * `void main(void)` does, gives back what is left of this: always the same, and no bad status.
 */
uint64_t __tsan_func_exit(void);
uint64_t __tsan_func_exit(void)
{
    if (!rt_on())
        return 0;
    if (RT->current->depth)
        RT->current->depth--;
    if (RT->function_count && verifier_role(RT_PC) == RT_ROLE_ATOMIC)
        atomic_leave();
    return 0;
}

#define ACCESS(name, size, is_write)                                                               \
    void name(void *address);                                                                      \
    void name(void *address)                                                                       \
    {                                                                                              \
        access((uint64_t)address, size, is_write, RT_PC);                                          \
    }
#define ACCESSES(size)                                                                             \
    ACCESS(__tsan_read##size, size, false)                                                         \
    ACCESS(__tsan_write##size, size, true)                                                         \
    ACCESS(__tsan_volatile_read##size, size, false)                                                \
    ACCESS(__tsan_volatile_write##size, size, true)
#define UNALIGNED(size)                                                                            \
    ACCESS(__tsan_unaligned_read##size, size, false)                                               \
    ACCESS(__tsan_unaligned_write##size, size, true)                                               \
    ACCESS(__tsan_unaligned_volatile_read##size, size, false)                                      \
    ACCESS(__tsan_unaligned_volatile_write##size, size, true)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)
UNALIGNED(2)
UNALIGNED(4)
UNALIGNED(8)
UNALIGNED(16)

void __tsan_read_range(void *address, size_t size);
void __tsan_read_range(void *address, size_t size)
{
    race_range(address, size, false, RT_PC);
}

void __tsan_write_range(void *address, size_t size);
void __tsan_write_range(void *address, size_t size)
{
    race_range(address, size, true, RT_PC);
}

/* ---- atomic operations */

static bool acquires(int order)
{
    return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE;
}

static bool releases(int order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

/* What was released here before: acquired at once, or by a fence that comes later. */
static void take(struct rt_sync *s, int order)
{
    struct rt_task *me = RT->current;
    if (!s || !s->released)
        return;
    if (acquires(order)) {
        clock_acquire(s->released);
        return;
    }
    if (!me->has_acquired)
        memset(&me->acquired, 0, sizeof me->acquired);
    me->has_acquired = true;
    clock_join(&me->acquired, s->released);
}

/* A store starts a new release sequence, an update goes on with the one that is there. */
static void give(struct rt_sync *s, int order, bool is_update)
{
    struct rt_task *me = RT->current;
    if (!is_update)
        s->released = NULL;
    if (releases(order)) {
        clock_release_join(&s->released);
    } else if (me->has_released) {
        if (!s->released)
            s->released = clock_new();
        clock_join(s->released, &me->released);
    }
}

static void begin_atomic(uint32_t kind, uint64_t address, uint32_t size, uint64_t pc)
{
    bool is_write = kind != RT_ATOMIC_READ;
    rt_arrive(kind, address, is_write, pc);
    race_access(address, size, is_write, true, pc);
}

static void end_atomic(uint32_t kind, uint64_t address, uint32_t size, uint64_t old, uint64_t new,
                       uint64_t pc)
{
    struct rt_record *r = log_step(kind, address, pc);
    if (r) {
        r->width = (uint16_t)size;
        r->old = old;
        r->value = new;
    }
    if (kind != RT_ATOMIC_READ && old != new)
        rt_progressed();
    else
        rt_read_again(pc, address, old);
}

static bool atomic_counts(void)
{
    return rt_on() && RT->task_count > 1;
}

#define UPDATE(bits, name, expression)                                                             \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *p, uint##bits##_t v,      \
                                                int order);                                        \
    uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *p, uint##bits##_t v,      \
                                                int order)                                         \
    {                                                                                              \
        uint##bits##_t old, new;                                                                   \
        uint64_t pc = RT_PC;                                                                       \
        bool counts = atomic_counts();                                                             \
        if (counts) {                                                                              \
            begin_atomic(RT_ATOMIC_UPDATE, (uint64_t)p, bits / 8, pc);                             \
            struct rt_sync *s = sync_at((void *)p);                                                \
            take(s, order);                                                                        \
            give(s, order, true);                                                                  \
        }                                                                                          \
        old = *p;                                                                                  \
        new = (uint##bits##_t)(expression);                                                        \
        *p = new;                                                                                  \
        if (counts)                                                                                \
            end_atomic(RT_ATOMIC_UPDATE, (uint64_t)p, bits / 8, old, new, pc);                     \
        return old;                                                                                \
    }

/* Returns whether *p was `expected`; *seen is what it was. */
#define EXCHANGE(bits)                                                                             \
    static bool exchange##bits(volatile uint##bits##_t *p, uint##bits##_t expected,                \
                               uint##bits##_t v, int order, int failure, uint##bits##_t *seen,     \
                               uint64_t pc)                                                        \
    {                                                                                              \
        bool counts = atomic_counts();                                                             \
        if (counts)                                                                                \
            begin_atomic(RT_ATOMIC_UPDATE, (uint64_t)p, bits / 8, pc);                             \
        uint##bits##_t old = *p;                                                                   \
        bool same = old == expected;                                                               \
        if (counts) {                                                                              \
            struct rt_sync *s = sync_at((void *)p);                                                \
            take(s, same ? order : failure);                                                       \
            if (same)                                                                              \
                give(s, order, true);                                                              \
        }                                                                                          \
        if (same)                                                                                  \
            *p = v;                                                                                \
        *seen = old;                                                                               \
        if (counts)                                                                                \
            end_atomic(RT_ATOMIC_UPDATE, (uint64_t)p, bits / 8, old, same ? v : old, pc);          \
        return same;                                                                               \
    }                                                                                              \
    int __tsan_atomic##bits##_compare_exchange_strong(                                             \
        volatile uint##bits##_t *p, uint##bits##_t *c, uint##bits##_t v, int order, int failure);  \
    int __tsan_atomic##bits##_compare_exchange_strong(                                             \
        volatile uint##bits##_t *p, uint##bits##_t *c, uint##bits##_t v, int order, int failure)   \
    {                                                                                              \
        uint##bits##_t seen;                                                                       \
        bool same = exchange##bits(p, *c, v, order, failure, &seen, RT_PC);                        \
        if (!same)                                                                                 \
            *c = seen;                                                                             \
        return same;                                                                               \
    }                                                                                              \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile uint##bits##_t *p, uint##bits##_t *c, \
                                                    uint##bits##_t v, int order, int failure);     \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile uint##bits##_t *p, uint##bits##_t *c, \
                                                    uint##bits##_t v, int order, int failure)      \
    {                                                                                              \
        uint##bits##_t seen;                                                                       \
        bool same = exchange##bits(p, *c, v, order, failure, &seen, RT_PC);                        \
        if (!same)                                                                                 \
            *c = seen;                                                                             \
        return same;                                                                               \
    }                                                                                              \
    uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                     \
        volatile uint##bits##_t *p, uint##bits##_t c, uint##bits##_t v, int order, int failure);   \
    uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                     \
        volatile uint##bits##_t *p, uint##bits##_t c, uint##bits##_t v, int order, int failure)    \
    {                                                                                              \
        uint##bits##_t seen;                                                                       \
        exchange##bits(p, c, v, order, failure, &seen, RT_PC);                                     \
        return seen;                                                                               \
    }

#define LOAD_STORE(bits)                                                                           \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *p, int order);        \
    uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *p, int order)         \
    {                                                                                              \
        uint64_t pc = RT_PC;                                                                       \
        if (!atomic_counts())                                                                      \
            return *p;                                                                             \
        begin_atomic(RT_ATOMIC_READ, (uint64_t)p, bits / 8, pc);                                   \
        take(sync_find((void *)p), order);                                                         \
        uint##bits##_t value = *p;                                                                 \
        end_atomic(RT_ATOMIC_READ, (uint64_t)p, bits / 8, value, value, pc);                       \
        return value;                                                                              \
    }                                                                                              \
    void __tsan_atomic##bits##_store(volatile uint##bits##_t *p, uint##bits##_t v, int order);     \
    void __tsan_atomic##bits##_store(volatile uint##bits##_t *p, uint##bits##_t v, int order)      \
    {                                                                                              \
        uint64_t pc = RT_PC;                                                                       \
        bool counts = atomic_counts();                                                             \
        if (counts) {                                                                              \
            begin_atomic(RT_ATOMIC_WRITE, (uint64_t)p, bits / 8, pc);                              \
            give(sync_at((void *)p), order, false);                                                \
        }                                                                                          \
        uint##bits##_t old = *p;                                                                   \
        *p = v;                                                                                    \
        if (counts)                                                                                \
            end_atomic(RT_ATOMIC_WRITE, (uint64_t)p, bits / 8, old, v, pc);                        \
    }

#define ATOMICS(bits)                                                                              \
    LOAD_STORE(bits)                                                                               \
    UPDATE(bits, exchange, v)                                                                      \
    UPDATE(bits, fetch_add, old + v)                                                               \
    UPDATE(bits, fetch_sub, old - v)                                                               \
    UPDATE(bits, fetch_and, old &v)                                                                \
    UPDATE(bits, fetch_or, old | v)                                                                \
    UPDATE(bits, fetch_xor, old ^ v)                                                               \
    UPDATE(bits, fetch_nand, ~(old & v))                                                           \
    EXCHANGE(bits)

ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    if (!atomic_counts())
        return;
    struct rt_task *me = RT->current;
    rt_arrive(RT_FENCE, 0, false, RT_PC);
    log_step(RT_FENCE, 0, RT_PC);
    if (acquires(order) && me->has_acquired)
        clock_join(&me->clock, &me->acquired);
    if (releases(order)) {
        memcpy(&me->released, &me->clock, sizeof me->released);
        me->has_released = true;
        clock_tick();
    }
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}
