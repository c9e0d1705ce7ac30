/*
 * The virtual clock: idle time skipped so far, plus the processor time that the
 * program has used. So load on the machine does not move it, and a program that
 * spins until a time has come still ends.
 */
#include <time.h>

#include "supervisor/internal.h"

int64_t wall_now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* The clock of a process's processor time, as clock_getcpuclockid() makes it. */
static int64_t process_cpu(pid_t pid)
{
    struct timespec ts;
    clockid_t id = (clockid_t)((~(unsigned)pid << 3) | 2);
    if (clock_gettime(id, &ts) < 0)
        return -1;
    return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void process_update_cpu(struct process *p)
{
    int64_t cpu = p->ended ? -1 : process_cpu(p->pid);
    if (cpu < 0)
        return;
    if (p->cpu_base_ns < 0)
        p->cpu_base_ns = cpu;
    if (cpu - p->cpu_base_ns > p->cpu_ns)
        p->cpu_ns = cpu - p->cpu_base_ns;
}

int64_t clock_cpu(struct supervisor *sv)
{
    int64_t sum = sv->spin_ns;
    for (size_t i = 0; i < sv->process_count; i++) {
        process_update_cpu(&sv->processes[i]);
        sum += sv->processes[i].cpu_ns;
    }
    return sum;
}

int64_t clock_now(struct supervisor *sv)
{
    int64_t now = sv->idle_ns + clock_cpu(sv);
    if (now > sv->now_ns)
        sv->now_ns = now;
    return sv->now_ns;
}

/*
 * A program that spins until something has come reads the clock, or asks with
 * WNOHANG, over and over. Each call costs a stop, so a second of spinning would
 * take many; beyond the first ones in a row, each is charged with processor
 * time of its own, the more the longer it goes on.
 */
void clock_charge_spin(struct supervisor *sv)
{
    enum { FREE_CALLS = 2000, CHARGE_NS = 200000 };
    sv->spin_ns += ++sv->calls_in_a_row / FREE_CALLS * (int64_t)CHARGE_NS;
}

void clock_jump(struct supervisor *sv, int64_t to_ns)
{
    int64_t now = clock_now(sv);
    if (to_ns > now)
        sv->idle_ns += to_ns - now;
    real_clock_jumped(sv);
}

/* The clocks of a machine that had been up for a quarter of an hour when the program started. */
int64_t clock_offset(int clock_id)
{
    switch (clock_id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        return TRACE_EPOCH_NS;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        return 900 * NS_PER_S;
    default:
        return -1; /* processor-time clocks are real */
    }
}
