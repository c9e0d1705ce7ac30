/*
 * Mutexes, read-write locks, spin locks, and C11's mtx_t (the C library's is a
 * pthread_mutex_t inside).
 *
 * What a lock is (who holds it, how often) stands in a struct rt_sync. Of its own
 * memory only the type is read that a static initialiser left there.
 *
 * Letting go of a lock needs no interruption: whatever the others do next,
 * they could do it as well before this task's next visible step. Only where
 * somebody looks whether a lock is taken (trylock, a timeout) they could see
 * the difference; the unlocks of such locks become visible.
 */
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

static bool is_free(const struct rt_task *task)
{
    const struct rt_sync *s = task->operand;
    return s->owner < 0 && s->readers == 0;
}

static bool is_readable(const struct rt_task *task)
{
    const struct rt_sync *s = task->operand;
    return s->owner < 0;
}

static bool was_tried(uint64_t key)
{
    for (uint32_t i = 0; i < RT->tried_count; i++)
        if (RT->tried[i] == key)
            return true;
    return false;
}

static void note_try(const struct rt_sync *s)
{
    if (RT->tried_count < 64 && !was_tried(s->key))
        RT->tried[RT->tried_count++] = s->key;
}

static void check_alive(struct rt_sync *s, uint64_t pc)
{
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, (void *)s->key, -1, pc);
}

static void take(struct rt_sync *s)
{
    s->owner = (int32_t)RT->current->number;
    s->depth = 1;
    RT->current->held++;
    clock_acquire(s->released);
    clock_acquire(s->read_released);
    rt_progressed();
}

static void log_lock(uint32_t kind, const struct rt_sync *s, int32_t before, int error, uint64_t pc)
{
    struct rt_record *r = log_step(kind, s->key, pc);
    if (r) {
        r->other = before;
        r->value = (uint64_t)error;
    }
}

/* 0, or ETIMEDOUT at the deadline. */
int lock_take(struct rt_sync *s, uint32_t kind, int64_t deadline, uint64_t pc)
{
    int32_t before = s->owner;
    check_alive(s, pc);
    if (deadline != RT_FOREVER)
        note_try(s);
    enum rt_woken woken = rt_arrive_when(kind, s->key, true, pc, is_free, s, deadline);
    int error = woken == RT_READY ? 0 : ETIMEDOUT;
    if (!error)
        take(s);
    log_lock(kind, s, before, error, pc);
    return error;
}

int lock_try(struct rt_sync *s, uint64_t pc)
{
    check_alive(s, pc);
    note_try(s);
    rt_arrive(RT_TRYLOCK, s->key, true, pc);
    int32_t before = s->owner;
    int error = s->owner < 0 && s->readers == 0 ? 0 : EBUSY;
    if (!error)
        take(s);
    else
        rt_read_again(pc, s->key, (uint64_t)s->owner);
    log_lock(RT_TRYLOCK, s, before, error, pc);
    return error;
}

static void before_release(const struct rt_sync *s, uint32_t kind, uint64_t pc)
{
    if (race_is_visible(pc))
        rt_arrive(kind, s->key, true, pc);
    else if (was_tried(s->key))
        race_make_visible(pc);
}

void lock_release(struct rt_sync *s, uint64_t pc)
{
    before_release(s, RT_UNLOCK, pc);
    log_step(RT_UNLOCK, s->key, pc);
    clock_release(&s->released);
    if (s->owner >= 0 && RT->tasks[s->owner].held)
        RT->tasks[s->owner].held--;
    s->owner = -1;
    s->depth = 0;
}

/* ---- pthread_mutex */

/* What an initialiser left in the mutex, or what pthread_mutex_init was told. */
static int type_of(const pthread_mutex_t *m)
{
    const struct rt_sync *s = sync_at(m);
    return s->initialised ? s->type : m->__data.__kind & 3;
}

/*
 * Nothing is written to the mutex itself: programs that were preprocessed for a
 * machine of 32 bits have smaller ones.
 */
static int init_mutex(pthread_mutex_t *m, int type, uint64_t pc)
{
    struct rt_sync *s = sync_at(m);
    if (s->owner >= 0)
        log_misuse(RT_MISUSE_DESTROY_LOCKED, m, s->owner, pc);
    s->destroyed = false;
    s->owner = -1;
    s->initialised = true;
    s->type = (uint8_t)type;
    return 0;
}

static bool is_mine(const struct rt_sync *s)
{
    return s->owner == (int32_t)RT->current->number;
}

static int lock_mutex(pthread_mutex_t *m, int64_t deadline, uint64_t pc)
{
    struct rt_sync *s = sync_at(m);
    int type = type_of(m);
    if (is_mine(s) && type == PTHREAD_MUTEX_RECURSIVE) {
        s->depth++;
        return 0;
    }
    if (is_mine(s) && type == PTHREAD_MUTEX_ERRORCHECK)
        return EDEADLK;
    return lock_take(s, deadline == RT_FOREVER ? RT_LOCK : RT_TIMEDLOCK, deadline, pc);
}

int mutex_unlock(pthread_mutex_t *m, uint64_t pc)
{
    struct rt_sync *s = sync_at(m);
    check_alive(s, pc);
    if (!is_mine(s)) {
        log_misuse(s->owner < 0 ? RT_MISUSE_UNLOCK_UNLOCKED : RT_MISUSE_UNLOCK_FOREIGN, m, s->owner,
                   pc);
        if (type_of(m) != PTHREAD_MUTEX_TIMED_NP)
            return EPERM;
        if (s->owner < 0)
            return 0;
    }
    if (s->depth > 1)
        s->depth--;
    else
        lock_release(s, pc);
    return 0;
}

int mutex_relock(pthread_mutex_t *m, uint64_t pc)
{
    return lock_take(sync_at(m), RT_LOCK, RT_FOREVER, pc);
}

WRAP(int, pthread_mutex_init, (pthread_mutex_t * m, const pthread_mutexattr_t *a))
{
    int type = PTHREAD_MUTEX_TIMED_NP;
    if (a)
        pthread_mutexattr_gettype(a, &type);
    return rt_on() ? init_mutex(m, type, RT_PC) : 0;
}

WRAP(int, pthread_mutex_destroy, (pthread_mutex_t * m))
{
    if (!rt_on())
        return 0;
    struct rt_sync *s = sync_at(m);
    rt_arrive(RT_LIBRARY, s->key, true, RT_PC);
    check_alive(s, RT_PC);
    if (s->owner >= 0) {
        log_misuse(RT_MISUSE_DESTROY_LOCKED, m, s->owner, RT_PC);
        return EBUSY;
    }
    s->destroyed = true;
    return 0;
}

WRAP(int, pthread_mutex_lock, (pthread_mutex_t * m))
{
    return rt_on() ? lock_mutex(m, RT_FOREVER, RT_PC) : 0;
}

WRAP(int, pthread_mutex_unlock, (pthread_mutex_t * m))
{
    return rt_on() ? mutex_unlock(m, RT_PC) : 0;
}

WRAP(int, pthread_mutex_trylock, (pthread_mutex_t * m))
{
    if (!rt_on())
        return 0;
    struct rt_sync *s = sync_at(m);
    if (is_mine(s) && type_of(m) == PTHREAD_MUTEX_RECURSIVE) {
        s->depth++;
        return 0;
    }
    return lock_try(s, RT_PC);
}

WRAP(int, pthread_mutex_timedlock, (pthread_mutex_t * m, const struct timespec *until))
{
    return lock_mutex(m, clock_deadline(CLOCK_REALTIME, until), RT_PC);
}

WRAP(int, pthread_mutex_clocklock,
     (pthread_mutex_t * m, clockid_t clock, const struct timespec *until))
{
    return lock_mutex(m, clock_deadline(clock, until), RT_PC);
}

/* ---- mtx */

static int c11_result(int error)
{
    return error == 0           ? thrd_success
           : error == EBUSY     ? thrd_busy
           : error == ETIMEDOUT ? thrd_timedout
                                : thrd_error;
}

WRAP(int, mtx_init, (mtx_t * m, int type))
{
    bool recursive = (type & mtx_recursive) != 0;
    init_mutex((pthread_mutex_t *)m,
               recursive ? PTHREAD_MUTEX_RECURSIVE_NP : PTHREAD_MUTEX_TIMED_NP, RT_PC);
    return thrd_success;
}

WRAP(void, mtx_destroy, (mtx_t * m))
{
    __wrap_pthread_mutex_destroy((pthread_mutex_t *)m);
}

WRAP(int, mtx_lock, (mtx_t * m))
{
    return c11_result(lock_mutex((pthread_mutex_t *)m, RT_FOREVER, RT_PC));
}

WRAP(int, mtx_trylock, (mtx_t * m))
{
    struct rt_sync *s = sync_at(m);
    if (is_mine(s) && type_of((pthread_mutex_t *)m) == PTHREAD_MUTEX_RECURSIVE) {
        s->depth++;
        return thrd_success;
    }
    return c11_result(lock_try(s, RT_PC));
}

WRAP(int, mtx_timedlock, (mtx_t * m, const struct timespec *until))
{
    return c11_result(
        lock_mutex((pthread_mutex_t *)m, clock_deadline(CLOCK_REALTIME, until), RT_PC));
}

WRAP(int, mtx_unlock, (mtx_t * m))
{
    return c11_result(mutex_unlock((pthread_mutex_t *)m, RT_PC));
}

/* ---- spin locks: at an address of their own, with the same struct */

WRAP(int, pthread_spin_init, (pthread_spinlock_t * l, int shared))
{
    (void)shared;
    *l = 1;
    struct rt_sync *s = sync_at((void *)l);
    s->destroyed = false;
    s->owner = -1;
    return 0;
}

WRAP(int, pthread_spin_destroy, (pthread_spinlock_t * l))
{
    struct rt_sync *s = sync_at((void *)l);
    if (s->owner >= 0)
        log_misuse(RT_MISUSE_DESTROY_LOCKED, (void *)l, s->owner, RT_PC);
    s->destroyed = true;
    return 0;
}

WRAP(int, pthread_spin_lock, (pthread_spinlock_t * l))
{
    return lock_take(sync_at((void *)l), RT_LOCK, RT_FOREVER, RT_PC);
}

WRAP(int, pthread_spin_trylock, (pthread_spinlock_t * l))
{
    return lock_try(sync_at((void *)l), RT_PC);
}

WRAP(int, pthread_spin_unlock, (pthread_spinlock_t * l))
{
    struct rt_sync *s = sync_at((void *)l);
    if (!is_mine(s))
        log_misuse(s->owner < 0 ? RT_MISUSE_UNLOCK_UNLOCKED : RT_MISUSE_UNLOCK_FOREIGN, (void *)l,
                   s->owner, RT_PC);
    lock_release(s, RT_PC);
    return 0;
}

/* ---- read-write locks */

static int read_lock(struct rt_sync *s, int64_t deadline, uint64_t pc)
{
    int32_t before = s->owner;
    check_alive(s, pc);
    if (deadline != RT_FOREVER)
        note_try(s);
    enum rt_woken woken = rt_arrive_when(RT_READLOCK, s->key, false, pc, is_readable, s, deadline);
    int error = woken == RT_READY ? 0 : ETIMEDOUT;
    if (!error) {
        s->readers++;
        clock_acquire(s->released);
        rt_progressed();
    }
    log_lock(RT_READLOCK, s, before, error, pc);
    return error;
}

WRAP(int, pthread_rwlock_init, (pthread_rwlock_t * l, const pthread_rwlockattr_t *a))
{
    (void)a;
    struct rt_sync *s = sync_at(l);
    s->destroyed = false;
    s->owner = -1;
    s->readers = 0;
    return 0;
}

WRAP(int, pthread_rwlock_destroy, (pthread_rwlock_t * l))
{
    struct rt_sync *s = sync_at(l);
    if (s->owner >= 0 || s->readers)
        log_misuse(RT_MISUSE_DESTROY_LOCKED, l, s->owner, RT_PC);
    s->destroyed = true;
    return 0;
}

WRAP(int, pthread_rwlock_rdlock, (pthread_rwlock_t * l))
{
    struct rt_sync *s = sync_at(l);
    return is_mine(s) ? EDEADLK : read_lock(s, RT_FOREVER, RT_PC);
}

WRAP(int, pthread_rwlock_timedrdlock, (pthread_rwlock_t * l, const struct timespec *until))
{
    return read_lock(sync_at(l), clock_deadline(CLOCK_REALTIME, until), RT_PC);
}

WRAP(int, pthread_rwlock_clockrdlock,
     (pthread_rwlock_t * l, clockid_t clock, const struct timespec *until))
{
    return read_lock(sync_at(l), clock_deadline(clock, until), RT_PC);
}

WRAP(int, pthread_rwlock_clockwrlock,
     (pthread_rwlock_t * l, clockid_t clock, const struct timespec *until))
{
    return lock_take(sync_at(l), RT_WRITELOCK, clock_deadline(clock, until), RT_PC);
}

WRAP(int, pthread_rwlock_tryrdlock, (pthread_rwlock_t * l))
{
    struct rt_sync *s = sync_at(l);
    check_alive(s, RT_PC);
    note_try(s);
    rt_arrive(RT_TRYLOCK, s->key, false, RT_PC);
    if (s->owner >= 0) {
        rt_read_again(RT_PC, s->key, (uint64_t)s->owner);
        return EBUSY;
    }
    s->readers++;
    clock_acquire(s->released);
    rt_progressed();
    return 0;
}

WRAP(int, pthread_rwlock_wrlock, (pthread_rwlock_t * l))
{
    struct rt_sync *s = sync_at(l);
    return is_mine(s) ? EDEADLK : lock_take(s, RT_WRITELOCK, RT_FOREVER, RT_PC);
}

WRAP(int, pthread_rwlock_timedwrlock, (pthread_rwlock_t * l, const struct timespec *until))
{
    return lock_take(sync_at(l), RT_WRITELOCK, clock_deadline(CLOCK_REALTIME, until), RT_PC);
}

WRAP(int, pthread_rwlock_trywrlock, (pthread_rwlock_t * l))
{
    return lock_try(sync_at(l), RT_PC);
}

WRAP(int, pthread_rwlock_unlock, (pthread_rwlock_t * l))
{
    struct rt_sync *s = sync_at(l);
    check_alive(s, RT_PC);
    if (s->owner >= 0) {
        if (!is_mine(s))
            log_misuse(RT_MISUSE_UNLOCK_FOREIGN, l, s->owner, RT_PC);
        lock_release(s, RT_PC);
    } else if (s->readers) {
        before_release(s, RT_UNLOCK, RT_PC);
        log_step(RT_UNLOCK, s->key, RT_PC);
        s->readers--;
        clock_release_join(&s->read_released);
    } else {
        log_misuse(RT_MISUSE_UNLOCK_UNLOCKED, l, -1, RT_PC);
    }
    return 0;
}
