/*
 * Pipes between the threads of the program: the kernel's own, never waited for
 * in the kernel. Whoever would have to wait there is not ready here. What was
 * done before a write has happened before what comes behind the read.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

static const void *key_of(int fd)
{
    return (const void *)(UINT64_C(0x710000000000) + (uint64_t)RT->files[fd].number * 16);
}

static bool is_ready_to(int fd, short what)
{
    struct pollfd p = {.fd = fd, .events = what};
    return poll(&p, 1, 0) > 0;
}

static bool may_read(const struct rt_task *task)
{
    return is_ready_to((int)(intptr_t)task->operand, POLLIN);
}

static bool may_write(const struct rt_task *task)
{
    return is_ready_to((int)(intptr_t)task->operand, POLLOUT);
}

void pipe_wait(int fd, bool to_write, uint64_t pc)
{
    enum rt_woken woken =
        rt_wait_cancellably(RT_PIPE, (uint64_t)key_of(fd), true, pc,
                            to_write ? may_write : may_read, (void *)(intptr_t)fd, RT_FOREVER);
    if (woken == RT_CANCELLED)
        cancel_point(pc);
}

void pipe_gave(int fd)
{
    clock_release_join(&sync_at(key_of(fd))->released);
    rt_progressed();
}

void pipe_took(int fd)
{
    clock_acquire(sync_at(key_of(fd))->released);
    rt_progressed();
}

static int open_pipe(int *fds, int flags, uint64_t pc)
{
    rt_arrive(RT_OPEN, 0, true, pc);
    if (flags & ~O_CLOEXEC)
        rt_unsupported("pipe2() that does not wait", pc);
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
        return -1;
    if (fds[0] >= RT_DESCRIPTORS || fds[1] >= RT_DESCRIPTORS)
        rt_unsupported("very many pipes", pc);
    int32_t number = RT->next_open++;
    for (int i = 0; i < 2; i++)
        RT->files[fds[i]] =
            (struct rt_open_file){.used = 1, .is_pipe = 1, .watched = -1, .number = number};
    RT->files_dirty = true;
    rt_progressed();
    return 0;
}

WRAP(int, pipe, (int *fds))
{
    return open_pipe(fds, 0, RT_PC);
}

WRAP(int, pipe2, (int *fds, int flags))
{
    return open_pipe(fds, flags, RT_PC);
}
