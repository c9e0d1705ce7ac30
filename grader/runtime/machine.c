/* What would differ from machine to machine, or from run to run: here it is the same everywhere. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define PROCESSORS 4

extern long __real_sysconf(int name);

static long configured(int name)
{
    return name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF ? PROCESSORS
                                                                        : __real_sysconf(name);
}

WRAP(long, sysconf, (int name))
{
    return configured(name);
}

/* What PTHREAD_STACK_MIN of <limits.h> becomes. */
WRAP(long, __sysconf, (int name))
{
    return configured(name);
}

WRAP(int, get_nprocs, (void))
{
    return PROCESSORS;
}

WRAP(int, get_nprocs_conf, (void))
{
    return PROCESSORS;
}

WRAP(int, sched_getcpu, (void))
{
    return 0;
}

static int tell_processors(size_t size, cpu_set_t *set)
{
    CPU_ZERO_S(size, set);
    for (int i = 0; i < PROCESSORS; i++)
        CPU_SET_S(i, size, set);
    return 0;
}

WRAP(int, sched_getaffinity, (pid_t process, size_t size, cpu_set_t *set))
{
    (void)process;
    return tell_processors(size, set);
}

WRAP(int, pthread_getaffinity_np, (pthread_t handle, size_t size, cpu_set_t *set))
{
    (void)handle;
    return tell_processors(size, set);
}

/* ---- settings that change nothing here */

WRAP(int, sched_setaffinity, (pid_t process, size_t size, const cpu_set_t *set))
{
    (void)process, (void)size, (void)set;
    return 0;
}

WRAP(int, sched_setscheduler, (pid_t process, int policy, const struct sched_param *p))
{
    (void)process, (void)policy, (void)p;
    return 0;
}

WRAP(int, pthread_setschedparam, (pthread_t handle, int policy, const struct sched_param *p))
{
    (void)handle, (void)policy, (void)p;
    return 0;
}

WRAP(int, pthread_getschedparam, (pthread_t handle, int *policy, struct sched_param *p))
{
    (void)handle;
    *policy = SCHED_OTHER;
    p->sched_priority = 0;
    return 0;
}

WRAP(int, pthread_setschedprio, (pthread_t handle, int priority))
{
    (void)handle, (void)priority;
    return 0;
}

WRAP(int, setpriority, (int which, unsigned who, int priority))
{
    (void)which, (void)who, (void)priority;
    return 0;
}

WRAP(int, nice, (int increment))
{
    (void)increment;
    return 0;
}

WRAP(int, prctl, (int option))
{
    (void)option;
    return 0;
}

WRAP(int, setrlimit, (int resource, const struct rlimit *limit))
{
    (void)resource, (void)limit;
    return 0;
}

WRAP(int, getrusage, (int who, struct rusage *usage))
{
    (void)who;
    memset(usage, 0, sizeof *usage);
    usage->ru_utime.tv_usec = RT->steps;
    return 0;
}

/* ---- chance: the same numbers in each schedule */

static uint64_t next_random(void) /* splitmix64 */
{
    uint64_t x = RT->random_state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static void fill(void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)next_random();
}

WRAP(ssize_t, getrandom, (void *bytes, size_t size, unsigned flags))
{
    (void)flags;
    fill(bytes, size);
    return (ssize_t)size;
}

WRAP(int, getentropy, (void *bytes, size_t size))
{
    fill(bytes, size);
    return 0;
}

WRAP(void, arc4random_buf, (void *bytes, size_t size))
{
    fill(bytes, size);
}

WRAP(uint32_t, arc4random, (void))
{
    return (uint32_t)next_random();
}

WRAP(uint32_t, arc4random_uniform, (uint32_t limit))
{
    return limit ? (uint32_t)(next_random() % limit) : 0;
}

/* ---- the one harmless system call that has long had no other name */

WRAP(long, syscall, (long number))
{
    if (number != SYS_gettid)
        rt_unsupported("syscall(): system calls past the C library", RT_PC);
    return 2 + (long)RT->current->number;
}
