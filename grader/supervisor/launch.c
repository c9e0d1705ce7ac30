/* Starts bubblewrap with the program in it; the supervisor has hold of it before its first exec. */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <linux/close_range.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/sandbox.h"
#include "supervisor/internal.h"

#define MIB (INT64_C(1) << 20)

/* Everything the child needs, made before fork(): after it, only async-signal-safe calls. */
struct child {
    int input, output, errors, filter, barrier;
    cpu_set_t processor; /* the one it runs on */
    char **command;
    struct rlimit limits[6];
    int limit_ids[6];
    size_t limit_count;
};

static void add_limit(struct child *c, int id, int64_t value)
{
    c->limit_ids[c->limit_count] = id;
    c->limits[c->limit_count++] = (struct rlimit){(rlim_t)value, (rlim_t)value};
}

static void set_limits(struct child *c, const struct run_request *r)
{
    const struct spec_limits *l = r->limits;
    add_limit(c, RLIMIT_CORE, 0);
    add_limit(c, RLIMIT_STACK, 8 * MIB); /* unlimited would make libtsan re-execute itself */
    add_limit(c, RLIMIT_FSIZE, r->sanitizer && l->file_bytes < 16 * MIB ? 16 * MIB : l->file_bytes);
    add_limit(c, RLIMIT_NOFILE, 512);
    add_limit(c, RLIMIT_CPU, l->cpu_ns / NS_PER_S + 5);
    /* Only a backstop: stacks and arenas reserve far more than they use. Sanitizers: terabytes. */
    if (!r->sanitizer)
        add_limit(c, RLIMIT_AS, 4 * l->memory_bytes + l->tasks * 16 * MIB + 16384 * MIB);
}

/*
 * A program runs on one processor, and a task that is woken does not push aside
 * the one that woke it (SCHED_BATCH, sched(7)): each runs until it blocks, as
 * far as the machine can promise that. So a faulty program shows the same fault
 * every time. Runs that go on at once are spread over the processors.
 */
static void choose_processor(cpu_set_t *one)
{
    static atomic_uint turn;
    cpu_set_t all;
    CPU_ZERO(one);
    CPU_ZERO(&all);
    if (sched_getaffinity(0, sizeof all, &all) < 0 || CPU_COUNT(&all) == 0)
        CPU_SET(0, &all);
    unsigned left = ((unsigned)getpid() + turn++) % (unsigned)CPU_COUNT(&all);
    for (int i = 0; i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &all) && left-- == 0) {
            CPU_SET(i, one);
            return;
        }
    }
}

static void run_child(const struct child *c) __attribute__((noreturn));
static void run_child(const struct child *c)
{
    char go;
    sigset_t none;
    sigemptyset(&none);
    for (int s = 1; s < 32; s++)
        signal(s, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(c->input, 0);
    dup2(c->output, 1);
    dup2(c->errors, 2);
    while (read(c->barrier, &go, 1) < 0 && errno == EINTR)
        ;
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    fcntl(c->filter, F_SETFD, 0);
    sched_setaffinity(0, sizeof c->processor, &c->processor);
    sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
    personality(ADDR_NO_RANDOMIZE); /* the same addresses every time; libtsan wants it so */
    for (size_t i = 0; i < c->limit_count; i++)
        setrlimit((__rlimit_resource_t)c->limit_ids[i], &c->limits[i]);
    execv(c->command[0], c->command);
    _exit(127);
}

/* The terminal that is the program's stdout, in raw mode. 0, or -1. */
static int open_terminal(struct supervisor *sv, int *slave)
{
    struct termios raw;
    struct stat st;
    memset(&raw, 0, sizeof raw);
    cfmakeraw(&raw);
    raw.c_cc[VMIN] = 1;
    if (openpty(&sv->terminal, slave, NULL, &raw, NULL) < 0 || fstat(*slave, &st) < 0)
        return -1;
    fcntl(sv->terminal, F_SETFD, FD_CLOEXEC);
    fcntl(sv->terminal, F_SETFL, O_NONBLOCK);
    fcntl(*slave, F_SETFD, FD_CLOEXEC);
    sv->stdout_device = st.st_dev;
    sv->stdout_inode = st.st_ino;
    return 0;
}

static char **make_environment(const struct run_request *r)
{
    static const char *const fixed[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/workdir",
                                        "TZ=UTC0"};
    size_t count = 0;
    while (r->environment && r->environment[count])
        count++;
    char **all = xcalloc(count + sizeof fixed / sizeof *fixed + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        all[n++] = xstrdup(fixed[i]);
    for (size_t i = 0; i < count; i++) /* later ones win */
        all[n++] = xstrdup(r->environment[i]);
    return all;
}

static char **make_command(const struct run_request *r, int filter)
{
    char *inside = xasprintf("/program/%s", r->name);
    char **environment = make_environment(r);
    struct sandbox_bind bind = {r->executable, inside, false};
    struct sandbox sandbox = {
        .binds = &bind,
        .bind_count = 1,
        .environment = environment,
        .tmpfs_bytes = 16 * MIB,
        .log_directory = r->sanitizer,
        .seccomp_fd = filter,
    };
    char **command = sandbox_command(&sandbox, inside, r->args);
    free_strings(environment);
    free(inside);
    return command;
}

static int seize(pid_t pid)
{
    const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC |
                         PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
    return (int)ptrace(PTRACE_SEIZE, pid, 0, options);
}

static pid_t start(struct supervisor *sv, struct child *c, struct error *err)
{
    int barrier[2];
    if (pipe2(barrier, O_CLOEXEC) < 0)
        return error_errno(err, "no pipe for the program");
    c->barrier = barrier[0];
    pid_t pid = fork();
    if (pid == 0)
        run_child(c);
    close(barrier[0]);
    if (pid < 0)
        error_errno(err, "no process for the program");
    else if (seize(pid) < 0) {
        error_errno(err, "the program cannot be traced (ptrace)");
        kill(pid, SIGKILL);
    } else {
        task_add(sv, pid)->linked = true;
        if (write(barrier[1], "g", 1) != 1)
            kill(pid, SIGKILL);
    }
    close(barrier[1]);
    return err->kind ? -1 : pid;
}

pid_t launch(struct supervisor *sv, struct error *err)
{
    struct child c = {0};
    struct stat st;
    int errors[2];
    if (stat(sv->request->executable, &st) < 0)
        return error_errno(err, "%s", sv->request->executable);
    sv->program_device = st.st_dev;
    sv->program_inode = st.st_ino;
    cleanup_close int filter = filter_create(sv->request, err);
    if (filter < 0)
        return -1;
    cleanup_close int slave = -1;
    if (open_terminal(sv, &slave) < 0 || pipe2(errors, O_CLOEXEC) < 0)
        return error_errno(err, "no terminal for the program's output");
    sv->errors_pipe = errors[0];
    fcntl(sv->errors_pipe, F_SETFL, O_NONBLOCK);
    cleanup_close int errors_end = errors[1];
    cleanup_close int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    c.input = input;
    c.output = slave;
    c.errors = errors_end;
    c.filter = filter;
    c.command = make_command(sv->request, filter);
    set_limits(&c, sv->request);
    choose_processor(&c.processor);
    pid_t pid = start(sv, &c, err);
    free_strings(c.command);
    return pid;
}
