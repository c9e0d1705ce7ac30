/* Threads: pthread_create and all around it, and C11's thrd_t. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <threads.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define HANDLE_BASE                                                                                \
    UINT64_C(0x600000000000) /* handles look like addresses, as the C library's do */
#define HANDLE_BYTES 4096

static pthread_t handle_of(const struct rt_task *task)
{
    return HANDLE_BASE + (uint64_t)(task->number + 1) * HANDLE_BYTES;
}

struct rt_task *thread_find(pthread_t handle)
{
    uint64_t at = handle - HANDLE_BASE;
    if (handle < HANDLE_BASE || at % HANDLE_BYTES || at / HANDLE_BYTES > RT->task_count ||
        at < HANDLE_BYTES)
        return NULL;
    return &RT->tasks[at / HANDLE_BYTES - 1];
}

static struct rt_task *start_task(void *(*start)(void *), int (*start_c11)(void *), void *argument,
                                  bool detached, uint64_t pc)
{
    struct rt_task *me = RT->current;
    rt_arrive_when(RT_CREATE, 0, false, pc, rt_has_room, NULL, RT_FOREVER);
    struct rt_task *task = task_create(start, start_c11, argument);
    task->detached = detached;
    task->pc = task->born_pc = pc;
    task->arrived = (int32_t)RT->record_count;
    clock_fork(task);
    strategy_born(me, task);
    uint64_t routine = start_c11 ? (uint64_t)start_c11 : (uint64_t)start;
    struct rt_record *r = log_record(RT_BIRTH, routine, NULL, 0, pc);
    if (r)
        r->other = (int32_t)task->number;
    r = log_step(RT_CREATE, routine, pc);
    if (r)
        r->other = (int32_t)task->number;
    rt_progressed();
    return task;
}

WRAP(int, pthread_create,
     (pthread_t * handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument))
{
    int state = PTHREAD_CREATE_JOINABLE;
    if (attributes)
        pthread_attr_getdetachstate(attributes, &state);
    struct rt_task *task =
        start_task(start, NULL, argument, state == PTHREAD_CREATE_DETACHED, RT_PC);
    *handle = handle_of(task);
    return 0;
}

WRAP(int, thrd_create, (thrd_t * handle, thrd_start_t start, void *argument))
{
    struct rt_task *task = start_task(NULL, start, argument, false, RT_PC);
    *handle = handle_of(task);
    return thrd_success;
}

/* ---- ends */

static bool has_ended(const struct rt_task *task)
{
    return ((const struct rt_task *)task->operand)->state == RT_ENDED;
}

static int join(pthread_t handle, int64_t deadline, bool waits, void **result, uint64_t pc)
{
    struct rt_task *task = thread_find(handle);
    if (!task)
        return ESRCH;
    if (task == RT->current)
        return EDEADLK;
    if (task->joined || task->detached) {
        log_misuse(RT_MISUSE_JOIN_TWICE, NULL, (int32_t)task->number, pc);
        return EINVAL;
    }
    cancel_point(pc);
    if (!waits && task->state != RT_ENDED) {
        rt_arrive(RT_TRYLOCK, 1 + task->number, false, pc);
        if (task->state != RT_ENDED) {
            rt_read_again(pc, handle, 0);
            return EBUSY;
        }
    }
    struct rt_record *r = log_step(RT_JOINING, 0, pc);
    if (r)
        r->other = (int32_t)task->number;
    enum rt_woken woken =
        rt_wait_cancellably(RT_JOINING, 1 + task->number, false, pc, has_ended, task, deadline);
    if (woken == RT_CANCELLED)
        cancel_point(pc);
    if (woken != RT_READY)
        return ETIMEDOUT;
    task->joined = true;
    clock_acquire(&task->clock);
    rt_progressed();
    r = log_record(RT_JOIN, 0, NULL, 0, pc);
    if (r)
        r->other = (int32_t)task->number;
    r = log_step(RT_LIBRARY, 0, pc);
    if (r) {
        r->kind = RT_JOINING;
        r->other = (int32_t)task->number;
        r->value = 1;
    }
    if (result)
        *result = task->result;
    return 0;
}

WRAP(int, pthread_join, (pthread_t handle, void **result))
{
    return join(handle, RT_FOREVER, true, result, RT_PC);
}

WRAP(int, pthread_tryjoin_np, (pthread_t handle, void **result))
{
    return join(handle, RT_FOREVER, false, result, RT_PC);
}

WRAP(int, pthread_timedjoin_np, (pthread_t handle, void **result, const struct timespec *until))
{
    return join(handle, clock_deadline(CLOCK_REALTIME, until), true, result, RT_PC);
}

WRAP(int, pthread_clockjoin_np,
     (pthread_t handle, void **result, clockid_t clock, const struct timespec *until))
{
    return join(handle, clock_deadline(clock, until), true, result, RT_PC);
}

WRAP(int, thrd_join, (thrd_t handle, int *result))
{
    void *value = NULL;
    int error = join(handle, RT_FOREVER, true, &value, RT_PC);
    if (result)
        *result = (int)(intptr_t)value;
    return error ? thrd_error : thrd_success;
}

static int detach(pthread_t handle, uint64_t pc)
{
    struct rt_task *task = thread_find(handle);
    if (!task)
        return ESRCH;
    if (task->joined || task->detached)
        return EINVAL;
    task->detached = true;
    struct rt_record *r = log_step(RT_DETACH, 0, pc);
    if (r)
        r->other = (int32_t)task->number;
    return 0;
}

WRAP(int, pthread_detach, (pthread_t handle))
{
    return detach(handle, RT_PC);
}

WRAP(int, thrd_detach, (thrd_t handle))
{
    return detach(handle, RT_PC) ? thrd_error : thrd_success;
}

/*
 * pthread_cleanup_push and _pop (pthread.h) keep a jump buffer each: whoever
 * leaves by pthread_exit jumps to the newest, which runs its handler and asks
 * for the next.
 */
struct cleanup {
    __pthread_unwind_buf_t *buffer;
    struct cleanup *next;
};

/* The buffer is shorter than a jmp_buf: there is no signal mask in it. */
extern _Noreturn void jump(void *where, int value) __asm__("longjmp");

void thread_leave(void *result)
{
    struct rt_task *me = RT->current;
    __pthread_unwind_buf_t *top = me->cleanups;
    me->result = result;
    me->is_leaving = true;
    if (!top)
        task_finish(result);
    me->cleanups = top->__pad[0];
    jump(top->__cancel_jmp_buf, 1);
}

WRAP(void, __pthread_register_cancel, (__pthread_unwind_buf_t * buffer))
{
    buffer->__pad[0] = RT->current->cleanups;
    RT->current->cleanups = buffer;
}

WRAP(void, __pthread_unregister_cancel, (__pthread_unwind_buf_t * buffer))
{
    RT->current->cleanups = buffer->__pad[0];
}

WRAP(void, __pthread_unwind_next, (__pthread_unwind_buf_t * buffer))
{
    (void)buffer;
    thread_leave(RT->current->result);
}

WRAP(void, pthread_exit, (void *result))
{
    RT->current->pc = RT_PC;
    thread_leave(result);
}

WRAP(void, thrd_exit, (int result))
{
    RT->current->pc = RT_PC;
    thread_leave((void *)(intptr_t)result);
}

/* ---- who and when */

WRAP(pthread_t, pthread_self, (void))
{
    return handle_of(RT->current);
}

WRAP(thrd_t, thrd_current, (void))
{
    return handle_of(RT->current);
}

WRAP(int, gettid, (void))
{
    return 2 + (int)RT->current->number;
}

WRAP(int, getpid, (void))
{
    return 2;
}

WRAP(int, sched_yield, (void))
{
    rt_yield(RT_PC);
    return 0;
}

WRAP(int, pthread_yield, (void))
{
    rt_yield(RT_PC);
    return 0;
}

WRAP(void, thrd_yield, (void))
{
    rt_yield(RT_PC);
}

WRAP(int, pthread_setname_np, (pthread_t handle, const char *name))
{
    struct rt_task *task = thread_find(handle);
    if (strlen(name) >= sizeof task->name)
        return ERANGE;
    if (task)
        strcpy(task->name, name);
    return task ? 0 : ESRCH;
}

WRAP(int, pthread_getname_np, (pthread_t handle, char *out, size_t size))
{
    const struct rt_task *task = thread_find(handle);
    if (!task)
        return ESRCH;
    const char *name = *task->name ? task->name : program_invocation_short_name;
    if (size < sizeof task->name)
        return ERANGE;
    snprintf(out, size, "%.15s", name);
    return 0;
}

WRAP(int, pthread_setaffinity_np, (pthread_t handle, size_t size, const void *set))
{
    (void)handle, (void)size, (void)set;
    return 0;
}

WRAP(int, pthread_setconcurrency, (int level))
{
    (void)level;
    return 0;
}

/* ---- once */

enum { ONCE_NEW, ONCE_RUNNING, ONCE_DONE };

static bool once_is_over(const struct rt_task *task)
{
    return ((const struct rt_sync *)task->operand)->value != ONCE_RUNNING;
}

static void run_once(void *control, void (*function)(void), uint64_t pc)
{
    struct rt_sync *s = sync_at(control);
    rt_arrive_when(RT_ONCE, s->key, true, pc, once_is_over, s, RT_FOREVER);
    log_step(RT_ONCE, s->key, pc);
    if (s->value == ONCE_NEW) {
        s->value = ONCE_RUNNING;
        s->owner = (int32_t)RT->current->number;
        function();
        s->value = ONCE_DONE;
        s->owner = -1;
        clock_release(&s->released);
        rt_progressed();
    }
    clock_acquire(s->released);
}

WRAP(int, pthread_once, (pthread_once_t * control, void (*function)(void)))
{
    run_once(control, function, RT_PC);
    return 0;
}

WRAP(void, call_once, (once_flag * control, void (*function)(void)))
{
    run_once(control, function, RT_PC);
}

/* ---- keys */

static int create_key(void (*destructor)(void *), unsigned *key)
{
    if (RT->key_count == RT_KEYS)
        return EAGAIN;
    RT->key_destructors[RT->key_count] = destructor;
    *key = RT->key_count++;
    return 0;
}

WRAP(int, pthread_key_create, (pthread_key_t * key, void (*destructor)(void *)))
{
    return create_key(destructor, key);
}

WRAP(int, tss_create, (tss_t * key, tss_dtor_t destructor))
{
    return create_key(destructor, key) ? thrd_error : thrd_success;
}

WRAP(int, pthread_key_delete, (pthread_key_t key))
{
    if (key >= RT->key_count)
        return EINVAL;
    RT->key_destructors[key] = NULL;
    return 0;
}

WRAP(void, tss_delete, (tss_t key))
{
    __wrap_pthread_key_delete(key);
}

WRAP(int, pthread_setspecific, (pthread_key_t key, const void *value))
{
    if (key >= RT->key_count)
        return EINVAL;
    RT->current->key_values[key] = (void *)value;
    return 0;
}

WRAP(int, tss_set, (tss_t key, void *value))
{
    return __wrap_pthread_setspecific(key, value) ? thrd_error : thrd_success;
}

WRAP(void *, pthread_getspecific, (pthread_key_t key))
{
    return key < RT->key_count ? RT->current->key_values[key] : NULL;
}

WRAP(void *, tss_get, (tss_t key))
{
    return __wrap_pthread_getspecific(key);
}

void thread_run_key_destructors(void)
{
    struct rt_task *me = RT->current;
    bool again = true;
    for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS && again; round++) {
        again = false;
        for (uint32_t i = 0; i < RT->key_count; i++) {
            void *value = me->key_values[i];
            me->key_values[i] = NULL;
            if (value && RT->key_destructors[i]) {
                RT->key_destructors[i](value);
                again = true;
            }
        }
    }
}
