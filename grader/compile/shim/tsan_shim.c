/*
 * Linked into every ThreadSanitizer build: synchronisation that libtsan does
 * not know (gcc 12, clang 14), told in terms of calls that it does know. Without
 * this, right programs that use C11 threads or the pthread_*clock* calls would
 * be accused of races.
 *
 * The C library's own mtx_lock, thrd_create and so on lock without passing
 * through the pthread names that libtsan intercepts; its types for C11 hold
 * the very objects of pthread, so these can stand in. All are
 * ordinary functions (a program may take their address), and weak: a program
 * that defines a name of its own keeps it.
 *
 * This file is itself compiled with -fsanitize=thread, so that the stacks in
 * reports go on into the student's function.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

#define SHIM __attribute__((weak))

_Static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t), "mtx_t holds a pthread_mutex_t");
_Static_assert(_Alignof(mtx_t) >= _Alignof(pthread_mutex_t), "mtx_t holds a pthread_mutex_t");
_Static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t), "cnd_t holds a pthread_cond_t");
_Static_assert(_Alignof(cnd_t) >= _Alignof(pthread_cond_t), "cnd_t holds a pthread_cond_t");
_Static_assert(sizeof(thrd_t) == sizeof(pthread_t), "thrd_t is a pthread_t");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "once_flag is a pthread_once_t");

static int result_of(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case ENOMEM:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    case EBUSY:
        return thrd_busy;
    default:
        return thrd_error;
    }
}

/* Threads. */

struct start {
    thrd_start_t function;
    void *argument;
};

static void *start_thread(void *p)
{
    struct start start = *(struct start *)p;
    free(p); /* before the call: thrd_exit does not come back */
    return (void *)(intptr_t)start.function(start.argument);
}

SHIM int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    struct start *start = malloc(sizeof *start);
    if (!start)
        return thrd_nomem;
    *start = (struct start){function, argument};
    int error = pthread_create((pthread_t *)thread, NULL, start_thread, start);
    if (error)
        free(start);
    return result_of(error);
}

SHIM int thrd_join(thrd_t thread, int *result)
{
    void *value = NULL;
    int error = pthread_join(thread, &value);
    if (!error && result)
        *result = (int)(intptr_t)value;
    return result_of(error);
}

SHIM int thrd_detach(thrd_t thread)
{
    return result_of(pthread_detach(thread));
}

SHIM _Noreturn void thrd_exit(int result)
{
    pthread_exit((void *)(intptr_t)result);
}

SHIM void call_once(once_flag *flag, void (*function)(void))
{
    pthread_once((pthread_once_t *)flag, function);
}

/* Mutexes. */

SHIM int mtx_init(mtx_t *mutex, int type)
{
    pthread_mutexattr_t attributes;
    int error = pthread_mutexattr_init(&attributes);
    if (error)
        return result_of(error);
    pthread_mutexattr_settype(&attributes, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
                                                                : PTHREAD_MUTEX_NORMAL);
    error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return result_of(error);
}

SHIM int mtx_lock(mtx_t *mutex)
{
    return result_of(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

SHIM int mtx_trylock(mtx_t *mutex)
{
    return result_of(pthread_mutex_trylock((pthread_mutex_t *)mutex));
}

SHIM int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
    return result_of(pthread_mutex_timedlock((pthread_mutex_t *)mutex, until));
}

SHIM int mtx_unlock(mtx_t *mutex)
{
    return result_of(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

SHIM void mtx_destroy(mtx_t *mutex)
{
    pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

/* Condition variables. */

SHIM int cnd_init(cnd_t *condition)
{
    return result_of(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

SHIM int cnd_signal(cnd_t *condition)
{
    return result_of(pthread_cond_signal((pthread_cond_t *)condition));
}

SHIM int cnd_broadcast(cnd_t *condition)
{
    return result_of(pthread_cond_broadcast((pthread_cond_t *)condition));
}

SHIM int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return result_of(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

SHIM int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                       const struct timespec *restrict until)
{
    return result_of(
        pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

SHIM void cnd_destroy(cnd_t *condition)
{
    pthread_cond_destroy((pthread_cond_t *)condition);
}

/* Waits until a time of any clock: the same moment, told in the real-time clock. */

#define BILLION 1000000000L

static struct timespec normalized(time_t seconds, long nanoseconds)
{
    for (; nanoseconds >= BILLION; nanoseconds -= BILLION)
        seconds++;
    for (; nanoseconds < 0; nanoseconds += BILLION)
        seconds--;
    return (struct timespec){seconds, nanoseconds};
}

static int to_real_time(clockid_t clock, const struct timespec *until, struct timespec *real)
{
    struct timespec now_there, now_real;
    *real = *until;
    if (clock == CLOCK_REALTIME)
        return 0;
    if (clock != CLOCK_MONOTONIC)
        return EINVAL;
    if (until->tv_nsec < 0 || until->tv_nsec >= BILLION)
        return 0; /* the call itself refuses it, if it has to wait */
    clock_gettime(clock, &now_there);
    clock_gettime(CLOCK_REALTIME, &now_real);
    struct timespec left =
        normalized(until->tv_sec - now_there.tv_sec, until->tv_nsec - now_there.tv_nsec);
    *real = normalized(now_real.tv_sec + left.tv_sec, now_real.tv_nsec + left.tv_nsec);
    return 0;
}

SHIM int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                 const struct timespec *until)
{
    struct timespec real;
    int error = to_real_time(clock, until, &real);
    return error ? error : pthread_mutex_timedlock(mutex, &real);
}

SHIM int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
                                    const struct timespec *until)
{
    struct timespec real;
    int error = to_real_time(clock, until, &real);
    return error ? error : pthread_rwlock_timedrdlock(lock, &real);
}

SHIM int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
                                    const struct timespec *until)
{
    struct timespec real;
    int error = to_real_time(clock, until, &real);
    return error ? error : pthread_rwlock_timedwrlock(lock, &real);
}

SHIM int pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock,
                              const struct timespec *until)
{
    struct timespec real;
    int error = until ? to_real_time(clock, until, &real) : 0;
    if (error)
        return error;
    return until ? pthread_timedjoin_np(thread, value, &real) : pthread_join(thread, value);
}

SHIM int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    struct timespec real;
    int error = to_real_time(clock, until, &real);
    if (!error)
        return sem_timedwait(semaphore, &real);
    errno = error;
    return -1;
}

/*
 * libtsan takes a fence for nothing, and then accuses programs that publish
 * data by a fence and a relaxed store. Here all fences share one
 * synchronisation variable: that may miss a race, it accuses nobody wrongly.
 * The build links with --wrap for this name.
 */
void __tsan_acquire(void *address);
void __tsan_release(void *address);
void __wrap___tsan_atomic_thread_fence(int order);

static char fences;

__attribute__((no_sanitize("thread"))) void __wrap___tsan_atomic_thread_fence(int order)
{
    (void)order;
    __sync_synchronize();
    __tsan_acquire(&fences);
    __tsan_release(&fences);
    __sync_synchronize();
}
