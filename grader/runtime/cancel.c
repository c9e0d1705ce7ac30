/*
 * Cancellation. A request is noted with the task. One that waits at a
 * cancellation point (rt_wait_cancellably) can go on because of it; it then
 * runs its cleanup handlers and ends, as if by pthread_exit(PTHREAD_CANCELED).
 */
#include <errno.h>
#include <pthread.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

bool cancel_is_due(const struct rt_task *task)
{
    return task->cancel_requested && !task->cancel_disabled && !task->is_leaving;
}

void cancel_point(uint64_t pc)
{
    struct rt_task *me = RT->current;
    if (!rt_on() || !cancel_is_due(me))
        return;
    clock_acquire(sync_at(me)->released);
    me->pc = pc;
    thread_leave(PTHREAD_CANCELED);
}

enum rt_woken rt_wait_cancellably(uint32_t kind, uint64_t object, bool is_write, uint64_t pc,
                                  rt_ready_fn *ready, void *operand, int64_t deadline)
{
    struct rt_task *me = RT->current;
    cancel_point(pc);
    me->cancellable = true;
    enum rt_woken woken = rt_arrive_when(kind, object, is_write, pc, ready, operand, deadline);
    me->cancellable = false;
    return woken;
}

WRAP(int, pthread_cancel, (pthread_t handle))
{
    struct rt_task *task = thread_find(handle);
    if (!task || (task->state == RT_ENDED && task->joined))
        return ESRCH;
    rt_arrive(RT_CANCEL, 1 + task->number, true, RT_PC);
    struct rt_record *r = log_step(RT_CANCEL, 0, RT_PC);
    if (r)
        r->other = (int32_t)task->number;
    clock_release(&sync_at(task)->released);
    task->cancel_requested = true;
    rt_progressed();
    if (task == RT->current && task->cancel_at_once)
        cancel_point(RT_PC);
    return 0;
}

WRAP(void, pthread_testcancel, (void))
{
    rt_arrive(RT_YIELD, 0, false, RT_PC);
    rt_read_again(RT_PC, 0, 0);
    cancel_point(RT_PC);
}

WRAP(int, pthread_setcancelstate, (int state, int *old))
{
    struct rt_task *me = RT->current;
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    if (old)
        *old = me->cancel_disabled ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE;
    me->cancel_disabled = state == PTHREAD_CANCEL_DISABLE;
    if (me->cancel_at_once)
        cancel_point(RT_PC);
    return 0;
}

WRAP(int, pthread_setcanceltype, (int type, int *old))
{
    struct rt_task *me = RT->current;
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    if (old)
        *old = me->cancel_at_once ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED;
    me->cancel_at_once = type == PTHREAD_CANCEL_ASYNCHRONOUS;
    if (me->cancel_at_once)
        cancel_point(RT_PC);
    return 0;
}
