/*
 * The seccomp filter: an allow-list by purpose; what is traced (calls.c) stops
 * for the supervisor; all else does not exist (ENOSYS) or is refused (EPERM).
 * Where there is no supervisor, what would be traced is allowed or refused.
 */
#include "supervisor/filter.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/calls.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41 /* Linux 5.17 */
#endif

/* The calls that touch files are traced only where some are watched. */
enum form { WITHOUT_FILES, WITH_FILES, UNTRACED, FORMS };

static const char *const allowed[] = {
    /* memory */
    "brk",
    "mmap",
    "munmap",
    "mprotect",
    "mremap",
    "madvise",
    "msync",
    "mincore",
    "mlock",
    "munlock",
    "mlockall",
    "munlockall",
    "mlock2",
    "membarrier",
    "memfd_create",
    "pkey_alloc",
    "pkey_free",
    "pkey_mprotect",
    /* files */
    "read",
    "readv",
    "pread64",
    "preadv",
    "preadv2",
    "pwritev",
    "lseek",
    "open",
    "openat",
    "openat2",
    "creat",
    "close",
    "close_range",
    "stat",
    "fstat",
    "lstat",
    "newfstatat",
    "statx",
    "statfs",
    "fstatfs",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getdents",
    "getdents64",
    "getcwd",
    "chdir",
    "fchdir",
    "mkdir",
    "mkdirat",
    "rmdir",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "mknod",
    "mknodat",
    "chmod",
    "fchmod",
    "fchmodat",
    "umask",
    "truncate",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "fadvise64",
    "readahead",
    "flock",
    "utime",
    "utimes",
    "utimensat",
    "futimesat",
    "fcntl",
    "dup",
    "dup2",
    "dup3",
    "pipe",
    "pipe2",
    "copy_file_range",
    /* waiting and events */
    "epoll_create",
    "epoll_create1",
    "epoll_ctl",
    "eventfd",
    "eventfd2",
    "signalfd",
    "signalfd4",
    "timerfd_create",
    "inotify_init",
    "inotify_init1",
    "inotify_add_watch",
    "inotify_rm_watch",
    "pause",
    "restart_syscall",
    /* threads and processes */
    "fork",
    "vfork",
    "execve",
    "execveat",
    "set_tid_address",
    "set_robust_list",
    "get_robust_list",
    "rseq",
    "gettid",
    "getpid",
    "getppid",
    "getpgid",
    "getpgrp",
    "getsid",
    "setpgid",
    "setsid",
    "sched_yield",
    "sched_getaffinity",
    "sched_setaffinity",
    "sched_getparam",
    "sched_setparam",
    "sched_getscheduler",
    "sched_setscheduler",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_rr_get_interval",
    "sched_getattr",
    "sched_setattr",
    "getpriority",
    "setpriority",
    "getcpu",
    "arch_prctl",
    "capget",
    "pidfd_open",
    "pidfd_send_signal",
    /* signals */
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigsuspend",
    "rt_sigpending",
    "sigaltstack",
    /* timers of the program's own */
    "timer_create",
    "timer_getoverrun",
    "clock_getres",
    "times",
    /* between its processes */
    "socketpair",
    "sendto",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "sendmmsg",
    "shutdown",
    "getsockopt",
    "getsockname",
    "getpeername",
    "shmget",
    "shmat",
    "shmdt",
    "shmctl",
    "semget",
    "semop",
    "semctl",
    "msgget",
    "msgsnd",
    "msgrcv",
    "msgctl",
    "mq_open",
    "mq_unlink",
    "mq_notify",
    "mq_getsetattr",
    /* who and where am I */
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getresuid",
    "getresgid",
    "getgroups",
    "uname",
    "sysinfo",
    "getrusage",
    "getrlimit",
    "prlimit64",
    "setrlimit",
    "getrandom",
};

static bool is_file_call(int number)
{
    for (size_t i = 0; i < traced_file_call_count; i++)
        if (traced_file_calls[i].number == number)
            return true;
    return false;
}

static int allow_all(scmp_filter_ctx filter, bool files)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        int number = seccomp_syscall_resolve_name(allowed[i]);
        if (number == __NR_SCMP_ERROR || number < 0 || (files && is_file_call(number)))
            continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) < 0)
            return -1;
    }
    return 0;
}

/* Calls that are harmless but for some arguments. */
static int allow_with_conditions(scmp_filter_ctx f)
{
    static const uint32_t new_namespaces = 0x7e020080; /* every CLONE_NEW*, sched.h */
    /* Not among them: PR_SET_SECCOMP (would outrank ours), PR_SET_DUMPABLE (would hide memory). */
    static const int prctl_allowed[] = {
        PR_SET_NAME,
        PR_GET_NAME,
        PR_SET_PDEATHSIG,
        PR_GET_PDEATHSIG,
        PR_GET_DUMPABLE,
        PR_SET_NO_NEW_PRIVS,
        PR_GET_NO_NEW_PRIVS,
        PR_SET_TIMERSLACK,
        PR_GET_TIMERSLACK,
        PR_CAPBSET_READ,
        PR_SET_CHILD_SUBREAPER,
        PR_GET_CHILD_SUBREAPER,
        PR_SET_PTRACER,
        PR_GET_SECCOMP,
        PR_SET_VMA,
        PR_SET_THP_DISABLE,
        PR_GET_THP_DISABLE,
    };
    int bad = 0;
    /* clone3's flags are behind a pointer: it does not exist here, and libc falls back to clone. */
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_clone, 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, new_namespaces, 0));
    bad |=
        seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_personality, 1, SCMP_A0(SCMP_CMP_EQ, 0xffffffff));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_personality, 1,
                            SCMP_A0(SCMP_CMP_EQ, ADDR_NO_RANDOMIZE));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_ioctl, 1, SCMP_A1(SCMP_CMP_NE, TIOCSTI));
    for (size_t i = 0; i < sizeof prctl_allowed / sizeof *prctl_allowed; i++)
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_prctl, 1,
                                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)prctl_allowed[i]));
    return bad ? -1 : 0;
}

/*
 * futex: waits stop if they have a timeout or are not private to the process,
 * as the one of pthread_join is; and wake-ups do, which libc makes only where
 * somebody may be waiting.
 */
static int trace_futex(scmp_filter_ctx f)
{
    static const uint32_t timed[] = {FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2,
                                     FUTEX_WAIT_REQUEUE_PI};
    int bad = 0;
    for (uint32_t op = 0; op <= FUTEX_LOCK_PI2; op++) {
        bool is_timed = false;
        for (size_t i = 0; i < sizeof timed / sizeof *timed; i++)
            is_timed |= timed[i] == op;
        struct scmp_arg_cmp command = SCMP_A1(SCMP_CMP_MASKED_EQ, FUTEX_CMD_MASK & 0xff, op);
        struct scmp_arg_cmp private =
            SCMP_A1(SCMP_CMP_MASKED_EQ, (FUTEX_CMD_MASK & 0xff) | FUTEX_PRIVATE_FLAG,
                    op | FUTEX_PRIVATE_FLAG);
        struct scmp_arg_cmp shared =
            SCMP_A1(SCMP_CMP_MASKED_EQ, (FUTEX_CMD_MASK & 0xff) | FUTEX_PRIVATE_FLAG, op);
        if (!is_timed) {
            bad |= seccomp_rule_add(f, SCMP_ACT_TRACE(0), SYS_futex, 1, command);
            continue;
        }
        bad |= seccomp_rule_add(f, SCMP_ACT_TRACE(0), SYS_futex, 1, shared);
        bad |=
            seccomp_rule_add(f, SCMP_ACT_TRACE(0), SYS_futex, 2, private, SCMP_A3(SCMP_CMP_NE, 0));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SYS_futex, 2, private, SCMP_A3(SCMP_CMP_EQ, 0));
    }
    return bad ? -1 : 0;
}

static int trace_table(scmp_filter_ctx f, const struct traced_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (calls[i].number != SYS_futex &&
            seccomp_rule_add(f, SCMP_ACT_TRACE(0), calls[i].number, 0) < 0)
            return -1;
    }
    return 0;
}

/* Nobody is there to be stopped for. */
static int decide_table(scmp_filter_ctx f, const struct traced_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool forbidden = call_is_forbidden(calls[i].number);
        if (seccomp_rule_add(f, forbidden ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW, calls[i].number,
                             0) < 0)
            return -1;
    }
    return 0;
}

static int add_traced(scmp_filter_ctx f, enum form form)
{
    if (form == UNTRACED)
        return decide_table(f, traced_calls, traced_call_count);
    if (trace_table(f, traced_calls, traced_call_count) < 0 || trace_futex(f) < 0)
        return -1;
    return form == WITH_FILES ? trace_table(f, traced_file_calls, traced_file_call_count) : 0;
}

struct program {
    void *bytes;
    size_t size;
};

static int compile(enum form form, struct program *out)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int result = -1;
    int fd = memfd_create("seccomp", MFD_CLOEXEC);
    if (!f || fd < 0)
        goto done;
    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list */
    if (add_traced(f, form) < 0 || allow_with_conditions(f) < 0 ||
        allow_all(f, form == WITH_FILES) < 0 || seccomp_export_bpf(f, fd) < 0)
        goto done;
    out->size = (size_t)lseek(fd, 0, SEEK_END);
    out->bytes = xmalloc(out->size);
    result = pread(fd, out->bytes, out->size, 0) == (ssize_t)out->size ? 0 : -1;
done:
    if (fd >= 0)
        close(fd);
    if (f)
        seccomp_release(f);
    return result;
}

static int create(enum form form, struct error *err)
{
    static struct program programs[FORMS]; /* made once a process: it takes longer than a run */
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct program *p = &programs[form];
    pthread_mutex_lock(&lock);
    bool made = p->bytes || compile(form, p) == 0;
    pthread_mutex_unlock(&lock);
    if (!made)
        return error_set(err, ERROR_MACHINE, "the seccomp filter could not be made");
    int fd = memfd_create("seccomp", MFD_CLOEXEC);
    if (fd < 0 || write(fd, p->bytes, p->size) != (ssize_t)p->size || lseek(fd, 0, SEEK_SET) < 0) {
        error_errno(err, "the seccomp filter could not be stored");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

int filter_create(const struct run_request *request, struct error *err)
{
    return create(request->watch && request->watch[0] ? WITH_FILES : WITHOUT_FILES, err);
}

int filter_create_untraced(struct error *err)
{
    return create(UNTRACED, err);
}
