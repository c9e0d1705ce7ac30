/*
 * Signals, as far as a program sends them to itself: a handler is called where
 * raise() is. Masks are kept and given back, and block nothing else: the
 * runtime needs the real ones. Signals from elsewhere are not explored.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define OWN_PID 2

typedef void action_fn(int number, siginfo_t *info, void *context);

static bool is_ignored_by_default(int number)
{
    return number == SIGCHLD || number == SIGURG || number == SIGWINCH || number == SIGCONT;
}

static int deliver(int number, uint64_t pc)
{
    void *handler = RT->signal_handlers[number];
    siginfo_t info = {.si_signo = number};
    if (handler == (void *)SIG_IGN || (handler == (void *)SIG_DFL && is_ignored_by_default(number)))
        return 0;
    if (handler == (void *)SIG_DFL)
        rt_end(RT_END_SIGNAL, (uint32_t)number, pc, 0);
    if (RT->current->signal_mask & (UINT64_C(1) << (number - 1)))
        rt_unsupported("a signal that is blocked", pc);
    ((action_fn *)handler)(number, &info, NULL);
    return 0;
}

static bool is_number(int number)
{
    return number > 0 && number < RT_SIGNALS;
}

WRAP(int, raise, (int number))
{
    if (number == 0)
        return 0;
    if (!is_number(number)) {
        errno = EINVAL;
        return -1;
    }
    return deliver(number, RT_PC);
}

WRAP(int, kill, (int process, int number))
{
    if (process != OWN_PID || !is_number(number))
        rt_unsupported("kill(): signals to others", RT_PC);
    return deliver(number, RT_PC);
}

WRAP(int, pthread_kill, (pthread_t handle, int number))
{
    struct rt_task *task = thread_find(handle);
    if (!task || task->state == RT_ENDED)
        return ESRCH;
    if (number == 0)
        return 0;
    if (!is_number(number))
        return EINVAL;
    if (task != RT->current && RT->signal_handlers[number] != (void *)SIG_DFL)
        rt_unsupported("pthread_kill(): a handler in another thread", RT_PC);
    return deliver(number, RT_PC);
}

WRAP(sighandler_t, signal, (int number, sighandler_t handler))
{
    if (!is_number(number)) {
        errno = EINVAL;
        return SIG_ERR;
    }
    sighandler_t old = (sighandler_t)RT->signal_handlers[number];
    RT->signal_handlers[number] = (void *)handler;
    return old;
}

WRAP(int, sigaction, (int number, const struct sigaction *action, struct sigaction *old))
{
    if (!is_number(number)) {
        errno = EINVAL;
        return -1;
    }
    void *before = RT->signal_handlers[number];
    if (action)
        RT->signal_handlers[number] = (void *)action->sa_handler;
    if (old) {
        memset(old, 0, sizeof *old);
        old->sa_handler = (sighandler_t)before;
    }
    return 0;
}

static int change_mask(int how, const sigset_t *set, sigset_t *old)
{
    uint64_t *mask = &RT->current->signal_mask, wanted = 0, before = *mask;
    if (set)
        memcpy(&wanted, set, sizeof wanted);
    if (set && how == SIG_BLOCK)
        *mask |= wanted;
    else if (set && how == SIG_UNBLOCK)
        *mask &= ~wanted;
    else if (set && how == SIG_SETMASK)
        *mask = wanted;
    else if (set)
        return EINVAL;
    if (old) {
        memset(old, 0, sizeof *old);
        memcpy(old, &before, sizeof before);
    }
    return 0;
}

WRAP(int, pthread_sigmask, (int how, const sigset_t *set, sigset_t *old))
{
    return change_mask(how, set, old);
}

WRAP(int, sigprocmask, (int how, const sigset_t *set, sigset_t *old))
{
    errno = change_mask(how, set, old);
    return errno ? -1 : 0;
}
