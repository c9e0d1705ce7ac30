/* Condition variables, semaphores, barriers; C11's cnd_t. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

/* ---- condition variables: `generation` of the rt_sync counts the waits so far */

/* Whoever signals takes the task out of the wait. */
static bool is_signalled(const struct rt_task *task)
{
    return !task->in_cond_wait;
}

static void log_woken(uint64_t key, enum rt_woken woken, uint64_t pc)
{
    struct rt_record *r = log_step(RT_COND_WOKEN, key, pc);
    if (r)
        r->value = woken == RT_READY ? 0 : woken == RT_TIMED_OUT ? 1 : 2;
}

static int cond_wait(void *cond, pthread_mutex_t *m, int64_t deadline, uint64_t pc)
{
    struct rt_sync *s = sync_at(cond), *lock = sync_at(m);
    struct rt_task *me = RT->current;
    uint32_t depth = lock->depth;
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, cond, -1, pc);
    cancel_point(pc);
    rt_arrive(RT_COND_WAIT, s->key, true, pc);
    log_step(RT_COND_WAIT, s->key, pc);
    if (lock->owner != (int32_t)me->number) {
        log_misuse(RT_MISUSE_WAIT_UNLOCKED, cond, lock->owner, pc);
    } else {
        lock->depth = 1;
        mutex_unlock(m, pc);
    }
    me->in_cond_wait = true;
    s->waiters++;
    s->mutex = lock;
    me->step = s->generation++; /* who came first is woken first; begin_step() sets it anew */
    me->cancellable = true;     /* only here: the mutex is taken again before the cancellation */
    enum rt_woken woken =
        rt_arrive_when(RT_COND_WOKEN, s->key, false, pc, is_signalled, s, deadline);
    me->cancellable = false;
    if (me->in_cond_wait) {
        me->in_cond_wait = false;
        s->waiters--;
    }
    log_woken(s->key, woken, pc);
    mutex_relock(m, pc);
    if (lock->owner == (int32_t)me->number)
        lock->depth = depth ? depth : 1;
    if (woken == RT_CANCELLED)
        cancel_point(pc);
    return woken == RT_TIMED_OUT ? ETIMEDOUT : 0;
}

static uint32_t waiters_of(const struct rt_sync *s, struct rt_task **out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < RT->alive; i++) {
        struct rt_task *t = RT->living[i];
        if (!t->in_cond_wait || t->operand != s)
            continue;
        uint32_t at = count++;
        for (; at && out[at - 1]->step > t->step; at--)
            out[at] = out[at - 1];
        out[at] = t;
    }
    return count;
}

static void wake_waiter(struct rt_sync *s, struct rt_task *t)
{
    t->in_cond_wait = false;
    s->waiters--;
}

static int cond_signal(void *cond, bool all, uint64_t pc)
{
    struct rt_task *waiters[RT_MAX_TASKS];
    struct rt_sync *s = sync_at(cond);
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, cond, -1, pc);
    rt_arrive(all ? RT_BROADCAST : RT_SIGNAL, s->key, true, pc);
    uint32_t count = waiters_of(s, waiters);
    struct rt_record *r = log_step(all ? RT_BROADCAST : RT_SIGNAL, s->key, pc);
    if (r)
        r->value = all ? count : count > 0;
    if (count)
        rt_progressed();
    if (all) {
        for (uint32_t i = 0; i < count; i++)
            wake_waiter(s, waiters[i]);
    } else if (count) {
        struct rt_task *woken = waiters[rt_choose_waiter(count)];
        wake_waiter(s, woken);
        if (r)
            r->other = (int32_t)woken->number;
    }
    return 0;
}

static int cond_init(void *cond, clockid_t clock)
{
    struct rt_sync *s = sync_at(cond);
    s->initialised = true;
    s->type = clock == CLOCK_MONOTONIC;
    s->destroyed = false;
    s->waiters = 0;
    return 0;
}

static int cond_destroy(void *cond, uint64_t pc)
{
    struct rt_sync *s = sync_at(cond);
    rt_arrive(RT_LIBRARY, s->key, true, pc);
    if (s->waiters)
        log_misuse(RT_MISUSE_DESTROY_LOCKED, cond, -1, pc);
    s->destroyed = true;
    return 0;
}

WRAP(int, pthread_cond_init, (pthread_cond_t * c, const pthread_condattr_t *a))
{
    clockid_t clock = CLOCK_REALTIME;
    if (a)
        pthread_condattr_getclock(a, &clock);
    return cond_init(c, clock);
}

WRAP(int, pthread_cond_destroy, (pthread_cond_t * c))
{
    return cond_destroy(c, RT_PC);
}

WRAP(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m))
{
    return cond_wait(c, m, RT_FOREVER, RT_PC);
}

WRAP(int, pthread_cond_timedwait,
     (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *until))
{
    clockid_t clock = sync_at(c)->type ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return cond_wait(c, m, clock_deadline(clock, until), RT_PC);
}

WRAP(int, pthread_cond_clockwait,
     (pthread_cond_t * c, pthread_mutex_t *m, clockid_t clock, const struct timespec *until))
{
    return cond_wait(c, m, clock_deadline(clock, until), RT_PC);
}

WRAP(int, pthread_cond_signal, (pthread_cond_t * c))
{
    return cond_signal(c, false, RT_PC);
}

WRAP(int, pthread_cond_broadcast, (pthread_cond_t * c))
{
    return cond_signal(c, true, RT_PC);
}

WRAP(int, cnd_init, (cnd_t * c))
{
    cond_init(c, CLOCK_REALTIME);
    return thrd_success;
}

WRAP(void, cnd_destroy, (cnd_t * c))
{
    cond_destroy(c, RT_PC);
}

WRAP(int, cnd_wait, (cnd_t * c, mtx_t *m))
{
    cond_wait(c, (pthread_mutex_t *)m, RT_FOREVER, RT_PC);
    return thrd_success;
}

WRAP(int, cnd_timedwait, (cnd_t * c, mtx_t *m, const struct timespec *until))
{
    int error = cond_wait(c, (pthread_mutex_t *)m, clock_deadline(CLOCK_REALTIME, until), RT_PC);
    return error ? thrd_timedout : thrd_success;
}

WRAP(int, cnd_signal, (cnd_t * c))
{
    cond_signal(c, false, RT_PC);
    return thrd_success;
}

WRAP(int, cnd_broadcast, (cnd_t * c))
{
    cond_signal(c, true, RT_PC);
    return thrd_success;
}

/* ---- semaphores */

static bool is_above_zero(const struct rt_task *task)
{
    return ((const struct rt_sync *)task->operand)->value > 0;
}

static void log_semaphore(uint32_t kind, const struct rt_sync *s, int error, uint64_t pc)
{
    struct rt_record *r = log_step(kind, s->key, pc);
    if (r) {
        r->value = (uint64_t)s->value;
        r->old = (uint64_t)error;
    }
}

static void take_one(struct rt_sync *s)
{
    s->value--;
    clock_acquire(s->released);
    rt_progressed();
}

static int sem_take(sem_t *semaphore, int64_t deadline, uint64_t pc)
{
    struct rt_sync *s = sync_at(semaphore);
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, semaphore, -1, pc);
    enum rt_woken woken =
        rt_wait_cancellably(RT_SEM_WAIT, s->key, true, pc, is_above_zero, s, deadline);
    if (woken == RT_CANCELLED)
        cancel_point(pc);
    if (woken == RT_READY)
        take_one(s);
    log_semaphore(RT_SEM_WAIT, s, woken == RT_READY ? 0 : ETIMEDOUT, pc);
    if (woken == RT_READY)
        return 0;
    errno = ETIMEDOUT;
    return -1;
}

WRAP(int, sem_init, (sem_t * semaphore, int shared, unsigned value))
{
    if (value > SEM_VALUE_MAX) {
        errno = EINVAL;
        return -1;
    }
    (void)shared;
    struct rt_sync *s = sync_at(semaphore);
    s->value = value;
    s->destroyed = false;
    return 0;
}

WRAP(int, sem_destroy, (sem_t * semaphore))
{
    sync_at(semaphore)->destroyed = true;
    return 0;
}

WRAP(int, sem_wait, (sem_t * semaphore))
{
    return sem_take(semaphore, RT_FOREVER, RT_PC);
}

WRAP(int, sem_timedwait, (sem_t * semaphore, const struct timespec *until))
{
    return sem_take(semaphore, clock_deadline(CLOCK_REALTIME, until), RT_PC);
}

WRAP(int, sem_clockwait, (sem_t * semaphore, clockid_t clock, const struct timespec *until))
{
    return sem_take(semaphore, clock_deadline(clock, until), RT_PC);
}

WRAP(int, sem_trywait, (sem_t * semaphore))
{
    struct rt_sync *s = sync_at(semaphore);
    rt_arrive(RT_SEM_TRYWAIT, s->key, true, RT_PC);
    bool taken = s->value > 0;
    if (taken)
        take_one(s);
    else
        rt_read_again(RT_PC, s->key, 0);
    log_semaphore(RT_SEM_TRYWAIT, s, taken ? 0 : EAGAIN, RT_PC);
    if (taken)
        return 0;
    errno = EAGAIN;
    return -1;
}

WRAP(int, sem_post, (sem_t * semaphore))
{
    struct rt_sync *s = sync_at(semaphore);
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, semaphore, -1, RT_PC);
    rt_arrive(RT_SEM_POST, s->key, true, RT_PC);
    s->value++;
    clock_release_join(&s->released);
    rt_progressed();
    log_semaphore(RT_SEM_POST, s, 0, RT_PC);
    return 0;
}

WRAP(int, sem_getvalue, (sem_t * semaphore, int *value))
{
    struct rt_sync *s = sync_at(semaphore);
    rt_arrive(RT_ATOMIC_READ, s->key, false, RT_PC);
    *value = (int)s->value;
    rt_read_again(RT_PC, s->key, (uint64_t)s->value);
    return 0;
}

/* ---- barriers: value = how many are needed, waiters = how many are there */

WRAP(int, pthread_barrier_init,
     (pthread_barrier_t * barrier, const pthread_barrierattr_t *a, unsigned count))
{
    (void)a;
    if (count == 0)
        return EINVAL;
    struct rt_sync *s = sync_at(barrier);
    s->value = count;
    s->waiters = 0;
    s->destroyed = false;
    return 0;
}

WRAP(int, pthread_barrier_destroy, (pthread_barrier_t * barrier))
{
    struct rt_sync *s = sync_at(barrier);
    if (s->waiters)
        log_misuse(RT_MISUSE_DESTROY_LOCKED, barrier, -1, RT_PC);
    s->destroyed = true;
    return 0;
}

static bool barrier_opened(const struct rt_task *task)
{
    const struct rt_sync *s = task->operand;
    return s->generation != task->wanted;
}

WRAP(int, pthread_barrier_wait, (pthread_barrier_t * barrier))
{
    struct rt_sync *s = sync_at(barrier);
    struct rt_task *me = RT->current;
    if (s->destroyed)
        log_misuse(RT_MISUSE_DESTROYED, barrier, -1, RT_PC);
    rt_arrive(RT_BARRIER, s->key, true, RT_PC);
    log_step(RT_BARRIER, s->key, RT_PC);
    clock_release_join(&s->released);
    rt_progressed();
    if (++s->waiters == (uint64_t)s->value) {
        s->waiters = 0;
        s->generation++;
        clock_acquire(s->released);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    me->wanted = s->generation;
    rt_arrive_when(RT_BARRIER, s->key, false, RT_PC, barrier_opened, s, RT_FOREVER);
    clock_acquire(s->released);
    return 0;
}
