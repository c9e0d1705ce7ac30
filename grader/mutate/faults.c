/*
 * What a mutant calls in place of what its author wrote. This text stands
 * before the source of every mutant (mutate/mutant.c) and is compiled with it;
 * it is no part of the grader itself.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define FAULT                     static __attribute__((unused))
#define FAULT_PRINTS(text, first) __attribute__((format(printf, text, first)))

/* ---- left out */

FAULT int fault_nothing(const volatile void *object, ...)
{
    (void)object;
    return 0;
}

/* Locks that this thread was made to leave out: it must not let go of them either. */
static _Thread_local const volatile void *fault_open[16];
static _Thread_local int fault_open_count;

FAULT int fault_no_lock(const volatile void *lock)
{
    if (fault_open_count < 16)
        fault_open[fault_open_count++] = lock;
    return 0;
}

FAULT int fault_is_open(const volatile void *lock)
{
    for (int i = 0; i < fault_open_count; i++)
        if (fault_open[i] == lock) {
            fault_open[i] = fault_open[--fault_open_count];
            return 1;
        }
    return 0;
}

FAULT int fault_pthread_mutex_unlock(pthread_mutex_t *m)
{
    return fault_is_open(m) ? 0 : pthread_mutex_unlock(m);
}

FAULT int fault_mtx_unlock(mtx_t *m)
{
    return fault_is_open(m) ? thrd_success : mtx_unlock(m);
}

FAULT int fault_pthread_spin_unlock(pthread_spinlock_t *lock)
{
    return fault_is_open(lock) ? 0 : pthread_spin_unlock(lock);
}

FAULT int fault_pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    return fault_is_open(lock) ? 0 : pthread_rwlock_unlock(lock);
}

FAULT int fault_sem_post(sem_t *s)
{
    return fault_is_open(s) ? 0 : sem_post(s);
}

FAULT void fault_funlockfile(FILE *file)
{
    if (!fault_is_open(file))
        funlockfile(file);
}

FAULT int fault_no_pthread_join(pthread_t thread, void **result)
{
    (void)thread;
    if (result)
        *result = NULL;
    return 0;
}

FAULT int fault_no_thrd_join(thrd_t thread, int *result)
{
    (void)thread;
    if (result)
        *result = 0;
    return thrd_success;
}

FAULT pid_t fault_no_wait(int *status)
{
    if (status)
        *status = 0;
    errno = ECHILD;
    return -1;
}

FAULT pid_t fault_no_waitpid(pid_t pid, int *status, int options)
{
    (void)options;
    if (pid <= 0)
        return fault_no_wait(status);
    if (status)
        *status = 0;
    return pid;
}

/* ---- waits of another length */

FAULT int fault_wait_ns(long long ns)
{
    struct timespec t = {ns / 1000000000, ns % 1000000000};
    return ns > 0 ? nanosleep(&t, NULL) : 0;
}

FAULT long long fault_ns(const struct timespec *t)
{
    return t->tv_sec * 1000000000LL + t->tv_nsec;
}

FAULT struct timespec fault_timespec(long long ns)
{
    return (struct timespec){ns / 1000000000, ns % 1000000000};
}

#define FAULT_WAITS(how, by)                                                                       \
    FAULT unsigned fault_sleep_##how(unsigned s)                                                   \
    {                                                                                              \
        return (unsigned)fault_wait_ns(s * 1000000000LL by);                                       \
    }                                                                                              \
    FAULT int fault_usleep_##how(unsigned us)                                                      \
    {                                                                                              \
        return fault_wait_ns(us * 1000LL by);                                                      \
    }                                                                                              \
    FAULT int fault_nanosleep_##how(const struct timespec *t, struct timespec *rest)               \
    {                                                                                              \
        (void)rest;                                                                                \
        return fault_wait_ns(fault_ns(t) by);                                                      \
    }                                                                                              \
    FAULT int fault_thrd_sleep_##how(const struct timespec *t, struct timespec *rest)              \
    {                                                                                              \
        (void)rest;                                                                                \
        return fault_wait_ns(fault_ns(t) by);                                                      \
    }                                                                                              \
    FAULT int fault_clock_nanosleep_##how(clockid_t clock, int flags, const struct timespec *t,    \
                                          struct timespec *rest)                                   \
    {                                                                                              \
        struct timespec now = {0};                                                                 \
        (void)rest;                                                                                \
        if (flags & TIMER_ABSTIME)                                                                 \
            clock_gettime(clock, &now);                                                            \
        return fault_wait_ns((fault_ns(t) - fault_ns(&now)) by);                                   \
    }                                                                                              \
    FAULT int fault_poll_##how(struct pollfd *fds, nfds_t count, int ms)                           \
    {                                                                                              \
        return poll(fds, count, ms > 0 ? (int)(ms by) : ms);                                       \
    }                                                                                              \
    FAULT int fault_timerfd_settime_##how(int fd, int flags, const struct itimerspec *new,         \
                                          struct itimerspec *old)                                  \
    {                                                                                              \
        long long first = fault_ns(&new->it_value), every = fault_ns(&new->it_interval);           \
        if (flags & TFD_TIMER_ABSTIME || first == 0)                                               \
            return timerfd_settime(fd, flags, new, old);                                           \
        first = first by;                                                                          \
        every = every by;                                                                          \
        struct itimerspec changed = {fault_timespec(every), fault_timespec(first ? first : 1)};    \
        return timerfd_settime(fd, flags, &changed, old);                                          \
    }

FAULT_WAITS(zero, *0)
FAULT_WAITS(half, / 2)
FAULT_WAITS(twice, *2)

/* ---- one after the other: whoever is started has ended before the next one is */

static struct {
    pthread_t thread;
    void *result;
    int taken;
} fault_ended[256];
static int fault_ended_count;

FAULT int fault_pthread_create_alone(pthread_t *thread, const pthread_attr_t *attributes,
                                     void *(*start)(void *), void *argument)
{
    void *result = NULL;
    int status = pthread_create(thread, attributes, start, argument);
    if (status == 0 && fault_ended_count < 256 && pthread_join(*thread, &result) == 0) {
        fault_ended[fault_ended_count].thread = *thread;
        fault_ended[fault_ended_count++].result = result;
    }
    return status;
}

FAULT int fault_pthread_join_alone(pthread_t thread, void **result)
{
    for (int i = 0; i < fault_ended_count; i++)
        if (!fault_ended[i].taken && pthread_equal(fault_ended[i].thread, thread)) {
            fault_ended[i].taken = 1;
            if (result)
                *result = fault_ended[i].result;
            return 0;
        }
    return pthread_join(thread, result);
}

FAULT int fault_pthread_detach_alone(pthread_t thread)
{
    return fault_pthread_join_alone(thread, NULL);
}

FAULT int fault_thrd_create_alone(thrd_t *thread, thrd_start_t start, void *argument)
{
    int result = 0, status = thrd_create(thread, start, argument);
    if (status == thrd_success && fault_ended_count < 256 &&
        thrd_join(*thread, &result) == thrd_success) {
        fault_ended[fault_ended_count].thread = *thread;
        fault_ended[fault_ended_count++].result = (void *)(long)result;
    }
    return status;
}

FAULT int fault_thrd_join_alone(thrd_t thread, int *result)
{
    for (int i = 0; i < fault_ended_count; i++)
        if (!fault_ended[i].taken && thrd_equal(fault_ended[i].thread, thread)) {
            fault_ended[i].taken = 1;
            if (result)
                *result = (int)(long)fault_ended[i].result;
            return thrd_success;
        }
    return thrd_join(thread, result);
}

FAULT int fault_thrd_detach_alone(thrd_t thread)
{
    return fault_thrd_join_alone(thread, NULL);
}

/* The child stays for whoever waits for it. */
FAULT pid_t fault_fork_alone(void)
{
    siginfo_t info;
    pid_t child = fork();
    if (child > 0)
        waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    return child;
}

/* ---- the first call at this place: one that does nothing, or one more */

static int fault_done;

FAULT void *fault_idle(void *argument)
{
    (void)argument;
    return NULL;
}

FAULT int fault_idle_thrd(void *argument)
{
    (void)argument;
    return 0;
}

FAULT int fault_pthread_create_less(pthread_t *thread, const pthread_attr_t *attributes,
                                    void *(*start)(void *), void *argument)
{
    return pthread_create(thread, attributes, fault_done++ ? start : fault_idle, argument);
}

FAULT int fault_thrd_create_less(thrd_t *thread, thrd_start_t start, void *argument)
{
    return thrd_create(thread, fault_done++ ? start : fault_idle_thrd, argument);
}

FAULT pid_t fault_fork_less(void)
{
    pid_t child = fork();
    if (child == 0 && fault_done == 0)
        _exit(0);
    fault_done = 1;
    return child;
}

FAULT int fault_pthread_create_more(pthread_t *thread, const pthread_attr_t *attributes,
                                    void *(*start)(void *), void *argument)
{
    pthread_t extra;
    if (!fault_done++ && pthread_create(&extra, NULL, start, argument) == 0)
        pthread_detach(extra);
    return pthread_create(thread, attributes, start, argument);
}

FAULT int fault_thrd_create_more(thrd_t *thread, thrd_start_t start, void *argument)
{
    thrd_t extra;
    if (!fault_done++ && thrd_create(&extra, start, argument) == thrd_success)
        thrd_detach(extra);
    return thrd_create(thread, start, argument);
}

/* ---- output */

FAULT ssize_t fault_no_write(int fd, const void *bytes, size_t size)
{
    (void)fd;
    (void)bytes;
    return (ssize_t)size;
}

FAULT int fault_no_dprintf(int fd, const char *format, ...)
{
    (void)fd;
    (void)format;
    return 1;
}

FAULT FAULT_PRINTS(1, 2) int fault_printf_twice(const char *format, ...)
{
    int written = 0;
    for (int i = 0; i < 2; i++) {
        va_list ap;
        va_start(ap, format);
        written = vprintf(format, ap);
        va_end(ap);
    }
    return written;
}

FAULT FAULT_PRINTS(2, 3) int fault_fprintf_twice(FILE *file, const char *format, ...)
{
    int written = 0;
    for (int i = 0; i < 2; i++) {
        va_list ap;
        va_start(ap, format);
        written = vfprintf(file, format, ap);
        va_end(ap);
    }
    return written;
}

FAULT FAULT_PRINTS(2, 3) int fault_dprintf_twice(int fd, const char *format, ...)
{
    int written = 0;
    for (int i = 0; i < 2; i++) {
        va_list ap;
        va_start(ap, format);
        written = vdprintf(fd, format, ap);
        va_end(ap);
    }
    return written;
}

FAULT int fault_puts_twice(const char *text)
{
    puts(text);
    return puts(text);
}

FAULT int fault_fputs_twice(const char *text, FILE *file)
{
    fputs(text, file);
    return fputs(text, file);
}

FAULT ssize_t fault_write_twice(int fd, const void *bytes, size_t size)
{
    if (write(fd, bytes, size) < 0)
        return -1;
    return write(fd, bytes, size);
}

FAULT size_t fault_fwrite_twice(const void *bytes, size_t size, size_t count, FILE *file)
{
    fwrite(bytes, size, count, file);
    return fwrite(bytes, size, count, file);
}

FAULT size_t fault_no_fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    (void)bytes;
    (void)size;
    (void)file;
    return count;
}

#undef FAULT
#undef FAULT_PRINTS
#undef FAULT_WAITS
