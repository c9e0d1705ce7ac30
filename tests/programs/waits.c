/*
 * waits KIND: waits 1.5 s by that means, then prints how long it took by CLOCK_MONOTONIC, in ms.
 * waits: lists the kinds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const struct timespec span = {1, 500000000};

static struct timespec moment(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_sec += 1 + (t.tv_nsec >= 500000000);
    t.tv_nsec = (t.tv_nsec + 500000000) % 1000000000;
    return t;
}

static int by_usleep(void)
{
    return usleep(750000) | usleep(750000);
}

static int by_nanosleep(void)
{
    return nanosleep(&span, NULL);
}

static int by_absolute(void)
{
    struct timespec t = moment(CLOCK_REALTIME);
    return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
}

static int by_relative(void)
{
    return clock_nanosleep(CLOCK_BOOTTIME, 0, &span, NULL);
}

static int by_tai(void)
{
    struct timespec t = moment(CLOCK_TAI);
    return clock_nanosleep(CLOCK_TAI, TIMER_ABSTIME, &t, NULL);
}

static int by_thrd_sleep(void)
{
    return thrd_sleep(&span, NULL);
}

static int by_poll(void)
{
    return poll(NULL, 0, 1500);
}

static int by_ppoll(void)
{
    return ppoll(NULL, 0, &span, NULL);
}

static int by_select(void)
{
    struct timeval t = {1, 500000};
    return select(0, NULL, NULL, NULL, &t) | (t.tv_sec != 0) | (t.tv_usec != 0);
}

static int by_pselect(void)
{
    return pselect(0, NULL, NULL, NULL, &span, NULL);
}

static int by_epoll(void)
{
    struct epoll_event e;
    return epoll_wait(epoll_create1(0), &e, 1, 1500);
}

static int by_epoll_pwait(void)
{
    struct epoll_event e;
    sigset_t none;
    sigemptyset(&none);
    return epoll_pwait(epoll_create1(0), &e, 1, 1500, &none);
}

static int by_epoll_pwait2(void)
{
    struct epoll_event e;
    return epoll_pwait2(epoll_create1(0), &e, 1, &span, NULL);
}

static int by_timerfd(void)
{
    struct itimerspec s = {{0, 500000000}, {0, 500000000}};
    uint64_t ticks = 0;
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &s, NULL);
    for (uint64_t n; ticks < 3; ticks += n)
        if (read(fd, &n, sizeof n) != sizeof n)
            return -1;
    return ticks != 3;
}

static int by_timerfd_absolute(void)
{
    struct itimerspec s = {.it_value = moment(CLOCK_REALTIME)};
    uint64_t n = 0;
    int fd = timerfd_create(CLOCK_REALTIME, 0);
    timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, NULL);
    return read(fd, &n, sizeof n) != sizeof n || n != 1;
}

static int by_cond(void)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    struct timespec t = moment(CLOCK_REALTIME);
    pthread_mutex_lock(&m);
    int result = pthread_cond_timedwait(&c, &m, &t);
    pthread_mutex_unlock(&m);
    return result != ETIMEDOUT;
}

static int by_cond_monotonic(void)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    struct timespec t = moment(CLOCK_MONOTONIC);
    pthread_mutex_lock(&m);
    int result = pthread_cond_clockwait(&c, &m, CLOCK_MONOTONIC, &t);
    pthread_mutex_unlock(&m);
    return result != ETIMEDOUT;
}

static int by_cnd(void)
{
    mtx_t m;
    cnd_t c;
    struct timespec t = moment(CLOCK_REALTIME);
    mtx_init(&m, mtx_plain);
    cnd_init(&c);
    mtx_lock(&m);
    return cnd_timedwait(&c, &m, &t) != thrd_timedout;
}

static int by_mtx(void)
{
    mtx_t m;
    struct timespec t = moment(CLOCK_REALTIME);
    mtx_init(&m, mtx_timed);
    mtx_lock(&m);
    return mtx_timedlock(&m, &t) != thrd_timedout;
}

static int by_semaphore_monotonic(void)
{
    sem_t s;
    struct timespec t = moment(CLOCK_MONOTONIC);
    sem_init(&s, 0, 0);
    return sem_clockwait(&s, CLOCK_MONOTONIC, &t) != -1 || errno != ETIMEDOUT;
}

static int by_mutex_monotonic(void)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    struct timespec t = moment(CLOCK_MONOTONIC);
    pthread_mutex_lock(&m);
    return pthread_mutex_clocklock(&m, CLOCK_MONOTONIC, &t) != ETIMEDOUT;
}

static int by_rwlock(void)
{
    pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
    struct timespec t = moment(CLOCK_REALTIME);
    pthread_rwlock_rdlock(&l);
    return pthread_rwlock_timedwrlock(&l, &t) != ETIMEDOUT;
}

static pthread_mutex_t shared;
static pthread_barrier_t held;

static void *hold(void *unused)
{
    pthread_mutex_lock(&shared);
    pthread_barrier_wait(&held);
    sleep(100);
    return unused;
}

/* A mutex with priority inheritance is waited for in another futex call (FUTEX_LOCK_PI). */
static int by_mutex_pi(void)
{
    pthread_mutexattr_t attribute;
    pthread_t other;
    pthread_mutexattr_init(&attribute);
    pthread_mutexattr_setprotocol(&attribute, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&shared, &attribute);
    pthread_barrier_init(&held, NULL, 2);
    pthread_create(&other, NULL, hold, NULL);
    pthread_barrier_wait(&held);
    struct timespec t = moment(CLOCK_REALTIME);
    return pthread_mutex_timedlock(&shared, &t) != ETIMEDOUT;
}

static void *sleep_long(void *unused)
{
    sleep(100);
    return unused;
}

static int by_join(void)
{
    pthread_t thread;
    struct timespec t = moment(CLOCK_REALTIME);
    if (pthread_create(&thread, NULL, sleep_long, NULL))
        return 1;
    return pthread_timedjoin_np(thread, NULL, &t) != ETIMEDOUT;
}

#ifdef FUTEX_32 /* headers of Linux 5.16 */
static int by_futex_waitv(void)
{
    static uint32_t word;
    struct futex_waitv waiter = {.uaddr = (uintptr_t)&word, .flags = FUTEX_32};
    struct timespec t = moment(CLOCK_MONOTONIC);
    long result = syscall(SYS_futex_waitv, &waiter, 1, 0, &t, CLOCK_MONOTONIC);
    return result != -1 || errno != ETIMEDOUT;
}
#endif

static int by_semtimedop(void)
{
    struct sembuf take = {0, -1, 0};
    int set = semget(IPC_PRIVATE, 1, 0600);
    int result = semtimedop(set, &take, 1, &span);
    int error = errno;
    semctl(set, 0, IPC_RMID);
    return set < 0 || result != -1 || error != EAGAIN;
}

static mqd_t open_queue(void)
{
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 16};
    char name[40];
    snprintf(name, sizeof name, "/waits-%d", getpid());
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
    mq_unlink(name);
    return queue;
}

static int by_mq_receive(void)
{
    char text[16];
    struct timespec t = moment(CLOCK_REALTIME);
    return mq_timedreceive(open_queue(), text, sizeof text, NULL, &t) != -1 || errno != ETIMEDOUT;
}

static int by_mq_send(void)
{
    struct timespec t = moment(CLOCK_REALTIME);
    mqd_t queue = open_queue();
    if (mq_timedsend(queue, "a", 1, 0, &t) != 0)
        return 1;
    return mq_timedsend(queue, "b", 1, 0, &t) != -1 || errno != ETIMEDOUT;
}

static int by_semaphore(void)
{
    sem_t s;
    struct timespec t = moment(CLOCK_REALTIME);
    sem_init(&s, 0, 0);
    return sem_timedwait(&s, &t) != -1 || errno != ETIMEDOUT;
}

static int by_mutex(void)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    struct timespec t = moment(CLOCK_REALTIME);
    pthread_mutex_lock(&m);
    return pthread_mutex_timedlock(&m, &t) != ETIMEDOUT;
}

static int by_sigtimedwait(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return sigtimedwait(&set, NULL, &span) != -1 || errno != EAGAIN;
}

static void on_alarm(int signal)
{
    (void)signal;
}

/* The timer breaks off a longer sleep, which then says what was left of it. */
static int by_setitimer(void)
{
    struct sigaction a = {.sa_handler = on_alarm};
    struct itimerval t = {{0, 0}, {1, 500000}};
    struct timespec left;
    sigaction(SIGALRM, &a, NULL);
    setitimer(ITIMER_REAL, &t, NULL);
    int result = nanosleep(&(struct timespec){5, 0}, &left);
    return result != -1 || errno != EINTR || left.tv_sec != 3 || left.tv_nsec < 450000000;
}

static int by_alarm(void)
{
    struct sigaction a = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &a, NULL);
    if (usleep(500000) || alarm(1) != 0)
        return 1;
    return pause() != -1 || errno != EINTR;
}

/* The kernel makes the call again after each signal (SA_RESTART): the deadline stays. */
static int by_restarted(void)
{
    struct sigaction a = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    struct itimerval t = {{0, 400000}, {0, 400000}};
    sem_t s;
    sigaction(SIGALRM, &a, NULL);
    sem_init(&s, 0, 0);
    struct timespec until = moment(CLOCK_REALTIME);
    setitimer(ITIMER_REAL, &t, NULL);
    while (sem_timedwait(&s, &until) == -1)
        if (errno != EINTR)
            return errno != ETIMEDOUT;
    return 1;
}

static void on_timer(union sigval value)
{
    sem_post(value.sival_ptr);
}

static int by_posix_timer(void)
{
    sem_t s;
    timer_t timer;
    struct sigevent e = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_timer};
    struct itimerspec t = {.it_value = span};
    sem_init(&s, 0, 0);
    e.sigev_value.sival_ptr = &s;
    if (timer_create(CLOCK_MONOTONIC, &e, &timer) || timer_settime(timer, 0, &t, NULL))
        return 1;
    return sem_wait(&s);
}

static int by_posix_signal(void)
{
    timer_t timer;
    siginfo_t info;
    sigset_t set;
    struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec t = {{0, 500000000}, {0, 500000000}};
    e.sigev_value.sival_int = 7;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (timer_create(CLOCK_REALTIME, &e, &timer) || timer_settime(timer, 0, &t, NULL))
        return 1;
    for (int i = 0; i < 3; i++)
        if (sigwaitinfo(&set, &info) != SIGUSR1 || info.si_code != SI_TIMER ||
            info.si_value.sival_int != 7)
            return 1;
    return 0;
}

static const struct {
    const char *name;
    int (*wait)(void);
} kinds[] = {
    {"usleep", by_usleep},
    {"nanosleep", by_nanosleep},
    {"absolute", by_absolute},
    {"relative", by_relative},
    {"tai", by_tai},
    {"thrd_sleep", by_thrd_sleep},
    {"poll", by_poll},
    {"ppoll", by_ppoll},
    {"select", by_select},
    {"pselect", by_pselect},
    {"epoll", by_epoll},
    {"epoll_pwait", by_epoll_pwait},
    {"epoll_pwait2", by_epoll_pwait2},
    {"timerfd", by_timerfd},
    {"timerfd_absolute", by_timerfd_absolute},
    {"cond", by_cond},
    {"cond_monotonic", by_cond_monotonic},
    {"cnd", by_cnd},
    {"semaphore", by_semaphore},
    {"semaphore_monotonic", by_semaphore_monotonic},
    {"mutex", by_mutex},
    {"mutex_monotonic", by_mutex_monotonic},
    {"mutex_pi", by_mutex_pi},
    {"mtx", by_mtx},
    {"rwlock", by_rwlock},
    {"join", by_join},
#ifdef FUTEX_32
    {"futex_waitv", by_futex_waitv},
#endif
    {"semtimedop", by_semtimedop},
    {"mq_receive", by_mq_receive},
    {"mq_send", by_mq_send},
    {"sigtimedwait", by_sigtimedwait},
    {"setitimer", by_setitimer},
    {"alarm", by_alarm},
    {"restarted", by_restarted},
    {"posix_timer", by_posix_timer},
    {"posix_signal", by_posix_signal},
};

int main(int argc, char **argv)
{
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (argc < 2)
            puts(kinds[i].name);
        if (argc < 2 || strcmp(kinds[i].name, argv[1]) != 0)
            continue;
        if (kinds[i].wait() != 0)
            return 1;
        clock_gettime(CLOCK_MONOTONIC, &b);
        printf("%ld\n", (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000);
        return 0;
    }
    return argc < 2 ? 0 : 2;
}
