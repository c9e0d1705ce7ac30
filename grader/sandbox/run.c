/*
 * sandbox_run(): a helper program in the sandbox, its output in one pipe.
 *
 * Several threads may be here at once, and the child of a fork() in a program
 * with threads may only make async-signal-safe calls: all that it needs is
 * laid out in struct launch before. Every descriptor is close-on-exec from
 * its birth, so that no other thread's child inherits the writing end of our
 * pipe and keeps it open.
 *
 * bubblewrap tells on a second pipe (--json-status-fd) with which code the
 * program ended. If that is missing the sandbox could not be set up, which is
 * never the program's fault.
 *
 * Everything inside lives in one pid namespace: it dies with its first
 * process, which dies with bwrap, which dies with the thread that started it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/sandbox.h"

#define SECOND_NS INT64_C(1000000000)
#define DRAIN_LIMIT_NS                                                                             \
    (5 * SECOND_NS) /* how long the killed tree may take to let go of its output */
#define OPEN_FILE_LIMIT 256
#define PASSED_LIMIT    4

struct launch {
    char **command;
    int null_fd, output_fd, status_fd, seccomp_fd;
    struct limit {
        __rlimit_resource_t resource;
        struct rlimit value;
    } limits[5];
    size_t limit_count;
    struct sandbox_descriptor passed[PASSED_LIMIT];
    size_t passed_count;
};

struct collection {
    struct buffer output, status;
    size_t output_limit;
    bool cut;
};

static void collection_free(struct collection *c)
{
    buffer_free(&c->output);
    buffer_free(&c->status);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

static void add_limit(struct launch *l, __rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
    l->limits[l->limit_count++] = (struct limit){resource, {soft, hard}};
}

static void prepare_limits(struct launch *l, const struct sandbox_limits *limits)
{
    rlim_t seconds = (rlim_t)((limits->cpu_ns + SECOND_NS - 1) / SECOND_NS);
    add_limit(l, RLIMIT_CORE, 0, 0);
    add_limit(l, RLIMIT_NOFILE, OPEN_FILE_LIMIT, OPEN_FILE_LIMIT);
    if (limits->cpu_ns > 0)
        add_limit(l, RLIMIT_CPU, seconds, seconds + 1);
    if (limits->file_bytes > 0)
        add_limit(l, RLIMIT_FSIZE, (rlim_t)limits->file_bytes, (rlim_t)limits->file_bytes);
    if (limits->memory_bytes > 0)
        add_limit(l, RLIMIT_AS, (rlim_t)limits->memory_bytes, (rlim_t)limits->memory_bytes);
}

/* The command with --json-status-fd put behind "bwrap". */
static char **with_status_fd(char **command, int fd)
{
    size_t count = 0;
    while (command[count])
        count++;
    char **longer = xcalloc(count + 3, sizeof *longer);
    longer[0] = command[0];
    longer[1] = xstrdup("--json-status-fd");
    longer[2] = xasprintf("%d", fd);
    memcpy(longer + 3, command + 1, (count - 1) * sizeof *command);
    free(command);
    return longer;
}

/* The first number that no passed descriptor gets. */
static int above_passed(const struct launch *l)
{
    int above = STDERR_FILENO + 1;
    for (size_t i = 0; i < l->passed_count; i++)
        above = l->passed[i].inside >= above ? l->passed[i].inside + 1 : above;
    return above;
}

/*
 * In the child. In a grader with many files open a descriptor can happen to
 * have the number that another one is to get: all are first moved out of the way.
 */
static bool pass_descriptors(const struct launch *l)
{
    int moved[PASSED_LIMIT], above = above_passed(l);
    bool fine = true;
    for (size_t i = 0; i < l->passed_count; i++)
        fine = (moved[i] = fcntl(l->passed[i].host, F_DUPFD_CLOEXEC, above)) >= 0 && fine;
    for (size_t i = 0; i < l->passed_count; i++)
        fine = fine && dup2(moved[i], l->passed[i].inside) >= 0;
    return fine;
}

/*
 * The status pipe and the filter have their numbers in bwrap's command line: these
 * must not be ones that the program gets. A filter read from the program's own
 * pipe would be waited for without end.
 */
static int keep_apart(const struct launch *l, int *fd)
{
    int moved = fcntl(*fd, F_DUPFD_CLOEXEC, above_passed(l));
    if (moved < 0)
        return -1;
    close(*fd);
    *fd = moved;
    return 0;
}

/* The caller's filter stays its own to close; *moved_fd is ours. -1: there is no filter. */
static int keep_filter_apart(const struct launch *l, int filter_fd, int *moved_fd)
{
    if (filter_fd < 0)
        return 0;
    *moved_fd = fcntl(filter_fd, F_DUPFD_CLOEXEC, above_passed(l));
    return *moved_fd < 0 ? -1 : 0;
}

/* In the child: async-signal-safe calls only. */
static _Noreturn void launch_child(const struct launch *l)
{
    static const char sorry[] = "the sandbox could not be started\n";
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    bool fine = dup2(l->null_fd, STDIN_FILENO) >= 0 && dup2(l->output_fd, STDOUT_FILENO) >= 0 &&
                dup2(l->output_fd, STDERR_FILENO) >= 0;
    /* Not all of the grader's libraries open their files close-on-exec. */
    close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
    fine = fine && fcntl(l->status_fd, F_SETFD, 0) == 0 &&
           (l->seccomp_fd < 0 || fcntl(l->seccomp_fd, F_SETFD, 0) == 0);
    fine = fine && pass_descriptors(l);
    for (size_t i = 0; i < l->limit_count; i++)
        fine = fine && setrlimit(l->limits[i].resource, &l->limits[i].value) == 0;
    personality(
        ADDR_NO_RANDOMIZE); /* the same addresses every time; where it may not be, so be it */
    if (fine)
        execv(l->command[0], l->command);
    if (write(STDERR_FILENO, sorry, sizeof sorry - 1) < 0)
        _exit(126);
    _exit(127);
}

static void collect(struct buffer *to, size_t limit, bool *cut, const char *bytes, size_t size)
{
    size_t room = limit - to->length;
    *cut = *cut || size > room;
    buffer_add(to, bytes, size < room ? size : room);
}

/* What is there to read now; false at the end of the file. */
static bool read_some(int fd, struct buffer *to, size_t limit, bool *cut)
{
    char bytes[16384];
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got > 0)
        collect(to, limit, cut, bytes, (size_t)got);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/*
 * Reads both pipes until bwrap has ended (fds[2], a pidfd) or the deadline has
 * come. With fds[2] = -1: until both are at their end. Returns false at the deadline.
 */
static bool collect_until(struct collection *c, int fds[3], int64_t deadline_ns)
{
    bool status_cut = false;
    bool to_the_end = fds[2] < 0;
    while (!to_the_end || fds[0] >= 0 || fds[1] >= 0) {
        int64_t left = deadline_ns - now_ns();
        if (left <= 0)
            return false;
        struct pollfd polled[3] = {{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}, {fds[2], POLLIN, 0}};
        poll(polled, 3, (int)(left / 1000000) + 1);
        if (polled[0].revents && !read_some(fds[0], &c->output, c->output_limit, &c->cut))
            fds[0] = -1;
        if (polled[1].revents && !read_some(fds[1], &c->status, 4096, &status_cut))
            fds[1] = -1;
        if (polled[2].revents)
            return true;
    }
    return true;
}

/* Waits for the end of everything; *timed_out when it had to be killed. */
static int supervise(pid_t pid, int output_fd, int status_fd, int64_t wall_ns, struct collection *c,
                     bool *timed_out)
{
    int status = 0;
    cleanup_close int pidfd = pidfd_open(pid, 0);
    int fds[3] = {output_fd, status_fd, pidfd};
    *timed_out = pidfd >= 0 && !collect_until(c, fds, now_ns() + wall_ns);
    if (pidfd < 0 || *timed_out)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    /* The pipe is at its end when the last process of the tree is dead. */
    fds[2] = -1;
    collect_until(c, fds, now_ns() + DRAIN_LIMIT_NS);
    return status;
}

static int setup_failure(const struct collection *c, struct error *err)
{
    static const char advice[] =
        "\nbubblewrap needs user namespaces. If this is a container, start it with "
        "--security-opt seccomp=unconfined --security-opt systempaths=unconfined (or "
        "--privileged); "
        "on a plain host see the settings user.max_user_namespaces, "
        "kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns";
    const char *said = c->output.length ? c->output.data : "bwrap was killed or said nothing";
    int length = (int)strcspn(said, "\n");
    bool is_set_up = strstr(said, "execvp") != NULL;
    return error_set(err, ERROR_MACHINE, "the sandbox could not start a program: %.*s%s", length,
                     said, is_set_up ? "" : advice);
}

/* The exit code that bubblewrap reported, or -1: the program was never started. */
static int reported_code(const struct collection *c)
{
    static const char key[] = "\"exit-code\":";
    const char *found = c->status.data ? strstr(c->status.data, key) : NULL;
    return found ? atoi(found + sizeof key - 1) : -1;
}

static int launch(struct launch *l, int output[2], int status[2], int64_t wall_ns,
                  struct collection *c, struct sandbox_outcome *out, struct error *err)
{
    pid_t pid = fork();
    if (pid < 0)
        return error_errno(err, "cannot start another process for the sandbox");
    if (pid == 0)
        launch_child(l);
    close(output[1]);
    close(status[1]);
    output[1] = status[1] = -1;
    out->status = supervise(pid, output[0], status[0], wall_ns, c, &out->timed_out);
    if (!out->timed_out && reported_code(c) < 0)
        return setup_failure(c, err);
    return 0;
}

static void close_pipe(const int (*fds)[2])
{
    cleanup_closep(&(*fds)[0]);
    cleanup_closep(&(*fds)[1]);
}

int sandbox_run(const struct sandbox *s, const struct sandbox_limits *limits, const char *program,
                char *const *args, struct sandbox_outcome *out, struct error *err)
{
    *out = (struct sandbox_outcome){0};
    cleanup_with(close_pipe) int output[2] = {-1, -1};
    cleanup_with(close_pipe) int status[2] = {-1, -1};
    cleanup_close int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd < 0 || pipe2(output, O_CLOEXEC) < 0 || pipe2(status, O_CLOEXEC) < 0)
        return error_errno(err, "cannot open what the sandbox needs");
    struct launch l = {.null_fd = null_fd, .output_fd = output[1], .seccomp_fd = -1};
    struct sandbox own = *s;
    prepare_limits(&l, limits);
    for (; l.passed_count < s->passed_count && l.passed_count < PASSED_LIMIT; l.passed_count++)
        l.passed[l.passed_count] = s->passed[l.passed_count];
    cleanup_close int filter = -1;
    if (keep_filter_apart(&l, s->seccomp_fd, &filter) < 0 || keep_apart(&l, &status[1]) < 0)
        return error_errno(err, "cannot open what the sandbox needs");
    l.seccomp_fd = own.seccomp_fd = filter;
    l.status_fd = status[1];
    l.command = with_status_fd(sandbox_command(&own, program, args), l.status_fd);
    cleanup_with(collection_free) struct collection c = {
        .output_limit = limits->output_bytes > 0 ? (size_t)limits->output_bytes : 65536};
    int64_t wall_ns = limits->wall_ns > 0 ? limits->wall_ns : 60 * SECOND_NS;
    int result = launch(&l, output, status, wall_ns, &c, out, err);
    free_strings(l.command);
    if (result < 0)
        return -1;
    out->output_size = c.output.length;
    out->output_cut = c.cut;
    out->output = buffer_take(&c.output);
    return 0;
}

int sandbox_probe(struct error *err)
{
    struct sandbox s = {.tmpfs_bytes = 1 << 20, .seccomp_fd = -1};
    struct sandbox_limits limits = {.wall_ns = 20 * SECOND_NS};
    cleanup_with(sandbox_outcome_free) struct sandbox_outcome outcome = {0};
    const char *name;
    if (sandbox_find(&name, err) < 0)
        return -1;
    if (sandbox_run(&s, &limits, "/usr/bin/true", NULL, &outcome, err) < 0)
        return -1;
    if (outcome.timed_out)
        return error_set(err, ERROR_MACHINE, "the sandbox did not start within 20 s");
    return 0;
}

void sandbox_outcome_free(struct sandbox_outcome *o)
{
    free(o->output);
    *o = (struct sandbox_outcome){0};
}
