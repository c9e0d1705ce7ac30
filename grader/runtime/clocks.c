/*
 * Sleeps and clocks. Virtual time starts at the same date every time, and
 * stands still while anybody can go on (schedule.c). A program that looks at
 * the clock again and again, until a time has come, is helped: each look lets
 * some time go by, the more the longer it looks.
 */
#include <errno.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define SECOND_NS   INT64_C(1000000000)
#define LOOK_NS     INT64_C(100)
#define LOOK_MAX_NS INT64_C(10000000)
#define BOOT_NS     (INT64_C(3600) * SECOND_NS) /* CLOCK_MONOTONIC at the start */

static int64_t offset_of(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI
               ? RT_START_NS
               : BOOT_NS;
}

static bool is_cpu_clock(clockid_t clock)
{
    return clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID || clock < 0;
}

static bool is_valid(const struct timespec *t)
{
    return t && t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < SECOND_NS;
}

static int64_t to_ns(const struct timespec *t)
{
    return t->tv_sec > RT_FOREVER / SECOND_NS / 2 ? RT_FOREVER / 2
                                                  : t->tv_sec * SECOND_NS + t->tv_nsec;
}

int64_t clock_after(int64_t delay_ns)
{
    int64_t now = RT->now_ns;
    return delay_ns >= RT_FOREVER / 2 - now ? RT_FOREVER / 2 : now + (delay_ns > 0 ? delay_ns : 0);
}

int64_t clock_deadline(clockid_t clock, const struct timespec *until)
{
    int64_t at = is_valid(until) ? to_ns(until) - offset_of(clock) : 0;
    return at > 0 ? at : 0;
}

void rt_sleep(int64_t until_ns, uint64_t pc)
{
    int64_t from = RT->now_ns;
    struct rt_record *r = log_step(RT_SLEEP, 0, pc);
    if (r)
        r->value = (uint64_t)(until_ns - from);
    if (until_ns <= from) {
        rt_yield(pc);
        return;
    }
    if (rt_wait_cancellably(RT_SLEEP, 0, false, pc, rt_never, NULL, until_ns) == RT_CANCELLED)
        cancel_point(pc);
    RT->clock_reads = 0;
    r = log_record(RT_WAIT, 0, NULL, 0, pc);
    if (r)
        r->value = (uint64_t)from;
}

/* Somebody looks at the clock. */
static int64_t look(uint64_t pc)
{
    if (!rt_on())
        return RT->now_ns;
    rt_arrive(RT_CLOCK, 0, false, pc);
    log_step(RT_CLOCK, 0, pc);
    int64_t step = LOOK_NS << (RT->clock_reads / 64 < 20 ? RT->clock_reads / 64 : 20);
    RT->clock_reads++;
    RT->now_ns += step < LOOK_MAX_NS ? step : LOOK_MAX_NS;
    return RT->now_ns;
}

WRAP(unsigned, sleep, (unsigned seconds))
{
    rt_sleep(clock_after(seconds * SECOND_NS), RT_PC);
    return 0;
}

WRAP(int, usleep, (useconds_t us))
{
    rt_sleep(clock_after(us * INT64_C(1000)), RT_PC);
    return 0;
}

static int sleep_for(const struct timespec *t, uint64_t pc)
{
    if (!is_valid(t))
        return EINVAL;
    rt_sleep(clock_after(to_ns(t)), pc);
    return 0;
}

WRAP(int, nanosleep, (const struct timespec *t, struct timespec *left))
{
    (void)left;
    int error = sleep_for(t, RT_PC);
    if (error)
        errno = error;
    return error ? -1 : 0;
}

WRAP(int, thrd_sleep, (const struct timespec *t, struct timespec *left))
{
    (void)left;
    return sleep_for(t, RT_PC) ? -2 : 0;
}

WRAP(int, clock_nanosleep,
     (clockid_t clock, int flags, const struct timespec *t, struct timespec *left))
{
    (void)left;
    if (is_cpu_clock(clock))
        rt_unsupported("sleeping on a clock of processor time", RT_PC);
    if (!is_valid(t))
        return EINVAL;
    if (flags & TIMER_ABSTIME)
        rt_sleep(clock_deadline(clock, t), RT_PC);
    else
        rt_sleep(clock_after(to_ns(t)), RT_PC);
    return 0;
}

WRAP(int, poll, (struct pollfd * fds, nfds_t count, int timeout))
{
    for (nfds_t i = 0; i < count; i++)
        if (fds[i].fd >= 0)
            rt_unsupported("poll() on files", RT_PC);
    if (timeout < 0)
        rt_arrive_when(RT_SLEEP, 0, false, RT_PC, rt_never, NULL, RT_FOREVER);
    rt_sleep(clock_after(timeout * INT64_C(1000000)), RT_PC);
    return 0;
}

WRAP(int, select, (int count, fd_set *r, fd_set *w, fd_set *e, struct timeval *timeout))
{
    (void)count;
    if (r || w || e)
        rt_unsupported("select() on files", RT_PC);
    if (!timeout)
        rt_arrive_when(RT_SLEEP, 0, false, RT_PC, rt_never, NULL, RT_FOREVER);
    rt_sleep(clock_after(timeout->tv_sec * SECOND_NS + timeout->tv_usec * INT64_C(1000)), RT_PC);
    timeout->tv_sec = timeout->tv_usec = 0;
    return 0;
}

WRAP(int, pause, (void))
{
    if (rt_wait_cancellably(RT_SLEEP, 0, false, RT_PC, rt_never, NULL, RT_FOREVER) == RT_CANCELLED)
        cancel_point(RT_PC);
    errno = EINTR;
    return -1;
}

WRAP(int, clock_gettime, (clockid_t clock, struct timespec *out))
{
    int64_t now = look(RT_PC) + (is_cpu_clock(clock) ? 0 : offset_of(clock));
    if (is_cpu_clock(clock))
        now = RT->steps * INT64_C(1000); /* no processor time counts here */
    out->tv_sec = now / SECOND_NS;
    out->tv_nsec = now % SECOND_NS;
    return 0;
}

WRAP(int, timespec_get, (struct timespec * out, int base))
{
    return __wrap_clock_gettime(CLOCK_REALTIME, out) == 0 ? base : 0;
}

WRAP(int, gettimeofday, (struct timeval * out, void *zone))
{
    (void)zone;
    int64_t now = look(RT_PC) + RT_START_NS;
    out->tv_sec = now / SECOND_NS;
    out->tv_usec = now % SECOND_NS / 1000;
    return 0;
}

WRAP(time_t, time, (time_t * out))
{
    time_t now = (look(RT_PC) + RT_START_NS) / SECOND_NS;
    if (out)
        *out = now;
    return now;
}

WRAP(clock_t, clock, (void))
{
    look(RT_PC);
    return (clock_t)RT->steps;
}
