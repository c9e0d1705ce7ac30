/* The program's memory and registers, from outside. */
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "supervisor/internal.h"

#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL /* Linux 6.9 */
#endif

size_t remote_read_some(pid_t tid, uint64_t address, void *to, size_t size)
{
    struct iovec local = {to, size};
    struct iovec remote = {(void *)address, size}; // NOLINT(performance-no-int-to-ptr)
    ssize_t n = process_vm_readv(tid, &local, 1, &remote, 1, 0);
    return n > 0 ? (size_t)n : 0;
}

int remote_read(pid_t tid, uint64_t address, void *to, size_t size)
{
    return remote_read_some(tid, address, to, size) == size ? 0 : -1;
}

int remote_write(pid_t tid, uint64_t address, const void *from, size_t size)
{
    struct iovec local = {(void *)from, size};
    struct iovec remote = {(void *)address, size}; // NOLINT(performance-no-int-to-ptr)
    return process_vm_writev(tid, &local, 1, &remote, 1, 0) == (ssize_t)size ? 0 : -1;
}

/* Byte for byte up to page borders: the page behind the string may not be there. */
int remote_string(pid_t tid, uint64_t address, char *to, size_t size)
{
    size_t have = 0;
    while (have < size) {
        size_t chunk = 4096 - (address + have) % 4096;
        if (chunk > size - have)
            chunk = size - have;
        size_t n = remote_read_some(tid, address + have, to + have, chunk);
        if (memchr(to + have, '\0', n))
            return 0;
        have += n;
        if (n < chunk)
            break;
    }
    return -1;
}

int remote_regs(pid_t tid, struct user_regs_struct *regs)
{
    return (int)ptrace(PTRACE_GETREGS, tid, 0, regs);
}

int remote_set_regs(pid_t tid, const struct user_regs_struct *regs)
{
    return (int)ptrace(PTRACE_SETREGS, tid, 0, regs);
}

/*
 * At its exec stop a program's stack holds argc, argv, envp and the auxiliary
 * vector. Without AT_SYSINFO_EHDR the C library finds no vDSO, so reading a
 * clock becomes a system call, which the filter hands to us.
 */
void remote_hide_vdso(pid_t tid)
{
    struct user_regs_struct regs;
    if (remote_regs(tid, &regs) < 0)
        return;
    uint64_t words[2];
    uint64_t p = regs.rsp;
    if (remote_read(tid, p, words, sizeof words[0]) < 0)
        return;
    p += 8 * (words[0] + 2); /* argc, argv and its NULL */
    do {
        if (remote_read(tid, p, words, sizeof words[0]) < 0)
            return;
        p += 8;
    } while (words[0]);
    for (;; p += 16) {
        if (remote_read(tid, p, words, sizeof words) < 0 || words[0] == AT_NULL)
            return;
        if (words[0] == AT_SYSINFO_EHDR) {
            words[0] = AT_IGNORE;
            remote_write(tid, p, words, sizeof words[0]);
        }
    }
}

/* Before Linux 6.9 only the first thread of a process can be asked. */
int remote_descriptor(pid_t tid, int fd)
{
    int pidfd = (int)syscall(SYS_pidfd_open, tid, PIDFD_THREAD);
    if (pidfd < 0)
        pidfd = (int)syscall(SYS_pidfd_open, tid, 0);
    if (pidfd < 0)
        return -1;
    int own = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
    close(pidfd);
    return own;
}
