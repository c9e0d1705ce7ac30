/*
 * The sandbox is run by a thread of its own, which waits for the program's
 * end. Three descriptors go through it: the shared memory, and two pipes. The
 * program ends when its orders end; if it dies, the replies do. They need not
 * when the sandbox is killed while it is being set up: a child of it that was left
 * behind keeps them open. So the end of the thread is watched as well.
 */
#include "explore/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/sandbox.h"
#include "supervisor/filter.h"

#define SECOND_NS INT64_C(1000000000)

struct explore_session {
    const struct session_settings *settings;
    struct rt_shared *shared;
    int memory_fd, orders[2], replies[2], ended[2]; /* ended: closed by the thread at its end */
    pthread_t thread;
    bool is_running;
    int result; /* of sandbox_run() */
    struct sandbox_outcome outcome;
    struct error error;
};

/* The strings stay their owners'. */
static char **make_environment(char *const *own)
{
    static const char *const fixed[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/workdir"};
    const size_t fixed_count = sizeof fixed / sizeof *fixed;
    size_t count = 0;
    while (own && own[count])
        count++;
    char **all = xcalloc(fixed_count + count + 1, sizeof *all);
    for (size_t i = 0; i < fixed_count; i++)
        all[i] = (char *)fixed[i];
    for (size_t i = 0; i < count; i++)
        all[fixed_count + i] = own[i];
    return all;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void *run(void *argument)
{
    struct explore_session *s = argument;
    static const struct sandbox_limits limits = {.cpu_ns = 600 * SECOND_NS,
                                                 .wall_ns = 3000 * SECOND_NS,
                                                 .file_bytes = INT64_C(16) << 20,
                                                 .output_bytes = 65536};
    cleanup_free char **environment = make_environment(s->settings->environment);
    struct sandbox_bind bind = {s->settings->executable, "/explored", false};
    const struct sandbox_descriptor passed[] = {
        {s->memory_fd, RT_SHARED_FD}, {s->orders[0], RT_ORDER_FD}, {s->replies[1], RT_REPLY_FD}};
    cleanup_close int filter = filter_create_untraced(&s->error);
    struct sandbox sandbox = {.binds = &bind,
                              .bind_count = 1,
                              .environment = environment,
                              .tmpfs_bytes = INT64_C(16) << 20,
                              .seccomp_fd = filter,
                              .passed = passed,
                              .passed_count = 3};
    s->result = filter < 0 ? -1
                           : sandbox_run(&sandbox, &limits, "/explored", s->settings->args,
                                         &s->outcome, &s->error);
    close_end(&s->replies[1]);
    close_end(&s->ended[1]);
    return NULL;
}

static const struct spec_file *find_before(const struct session_settings *o, const char *name)
{
    for (size_t i = 0; i < o->before_count; i++)
        if (strcmp(o->before[i].name, name) == 0)
            return &o->before[i];
    return NULL;
}

bool session_can_watch(const struct session_settings *o)
{
    size_t count = 0;
    for (; o->files && o->files[count]; count++)
        if (strlen(o->files[count]) >= sizeof((struct rt_shared *)0)->files[0])
            return false;
    for (size_t i = 0; i < o->before_count; i++) {
        bool watched = false;
        for (size_t k = 0; k < count; k++)
            watched |= strcmp(o->files[k], o->before[i].name) == 0;
        if (!watched || o->before[i].size > RT_FILE_BYTES)
            return false;
    }
    return count <= RT_MAX_FILES;
}

static void tell_settings(const struct session_settings *o, struct rt_shared *shared)
{
    shared->output_limit = o->output_bytes ? (uint64_t)o->output_bytes : 1 << 20;
    shared->memory_mib = (uint32_t)(o->memory_bytes >> 20);
    for (uint32_t i = 0; o->files && o->files[i] && i < RT_MAX_FILES; i++) {
        const struct spec_file *before = find_before(o, o->files[i]);
        strncpy(shared->files[i], o->files[i], sizeof shared->files[i] - 1);
        shared->before_bytes[i] = before ? (uint32_t)before->size : RT_NO_FILE;
        if (before)
            memcpy(shared->before[i], before->content, before->size);
        shared->file_count = i + 1;
    }
}

static int prepare(struct explore_session *s, struct error *err)
{
    s->memory_fd = memfd_create("explored", MFD_CLOEXEC);
    if (s->memory_fd < 0 || ftruncate(s->memory_fd, RT_SHARED_BYTES) < 0 ||
        pipe2(s->orders, O_CLOEXEC) < 0 || pipe2(s->replies, O_CLOEXEC) < 0 ||
        pipe2(s->ended, O_CLOEXEC) < 0)
        return error_errno(err, "cannot open what the explorer needs");
    s->shared = mmap(NULL, RT_SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, s->memory_fd, 0);
    if (s->shared == MAP_FAILED) {
        s->shared = NULL;
        return error_errno(err, "cannot map what the explorer needs");
    }
    s->shared->version = RT_VERSION;
    tell_settings(s->settings, s->shared);
    return 0;
}

struct explore_session *session_open(const struct session_settings *settings, struct error *err)
{
    struct explore_session *s = xcalloc(1, sizeof *s);
    *s = (struct explore_session){.settings = settings,
                                  .memory_fd = -1,
                                  .orders = {-1, -1},
                                  .replies = {-1, -1},
                                  .ended = {-1, -1}};
    if (prepare(s, err) == 0) {
        int error = pthread_create(&s->thread, NULL, run, s);
        s->is_running = error == 0;
        if (s->is_running)
            return s;
        errno = error;
        error_errno(err, "cannot start a thread for the explorer");
    }
    session_close(s);
    return NULL;
}

void session_close(struct explore_session *s)
{
    if (!s)
        return;
    close_end(&s->orders[1]);
    if (s->is_running)
        pthread_join(s->thread, NULL);
    close_end(&s->orders[0]);
    close_end(&s->replies[0]);
    close_end(&s->replies[1]);
    close_end(&s->ended[0]);
    close_end(&s->ended[1]);
    close_end(&s->memory_fd);
    if (s->shared)
        munmap(s->shared, RT_SHARED_BYTES);
    sandbox_outcome_free(&s->outcome);
    error_clear(&s->error);
    free(s);
}

struct rt_shared *session_shared(struct explore_session *s)
{
    return s->shared;
}

/* bubblewrap's own processes have the descriptor too: the program is the one that was started last,
 * and has the name. */
static bool is_program(const struct explore_session *s, const char *pid)
{
    char name[32] = "";
    struct stat ours, theirs;
    cleanup_free char *link = xasprintf("/proc/%s/fd/%d", pid, RT_SHARED_FD);
    cleanup_free char *comm = xasprintf("/proc/%s/comm", pid);
    cleanup_fclose FILE *file = fopen(comm, "re");
    return file && fgets(name, sizeof name, file) && strcmp(name, "explored\n") == 0 &&
           fstat(s->memory_fd, &ours) == 0 && stat(link, &theirs) == 0 &&
           ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

static pid_t find_program(const struct explore_session *s)
{
    cleanup_closedir DIR *dir = opendir("/proc");
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (*e->d_name >= '1' && *e->d_name <= '9' && is_program(s, e->d_name))
            return (pid_t)atoi(e->d_name);
    return 0;
}

pid_t session_process(struct explore_session *s)
{
    for (int i = 0; i < 1000; i++) {
        pid_t pid = find_program(s);
        if (pid)
            return pid;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return 0;
}

/* The program is gone: of the schedule that ran, or because it could not be started? */
static int tell_death(struct explore_session *s, struct error *err)
{
    pthread_join(s->thread, NULL);
    s->is_running = false;
    if (s->result < 0) {
        *err = s->error;
        s->error = (struct error)ERROR_INIT;
        return -1;
    }
    if (s->outcome.status == 3 || s->outcome.timed_out || s->shared->running == 0)
        return error_set(err, ERROR_MACHINE, "the explored program could not be run: %.200s",
                         s->outcome.output ? s->outcome.output : "it said nothing");
    return 1;
}

static bool is_sound(const struct rt_order *order, const struct rt_reply *r)
{
    return r->stop <= RT_STOP_UNSUPPORTED && r->log_bytes <= RT_LOG_BYTES &&
           r->race_count <= RT_MAX_RACES && r->told <= r->done &&
           r->done <= (order->kind == RT_ORDER_REPLAY ? 1 : order->count);
}

/* Waits until there is something to read. False: the program is gone, and has said all. */
static bool await_reply(const struct explore_session *s)
{
    struct pollfd polled[2] = {{s->replies[0], POLLIN, 0}, {s->ended[0], POLLIN, 0}};
    while (poll(polled, 2, -1) < 0)
        if (errno != EINTR)
            return false;
    return polled[0].revents & POLLIN;
}

int session_order(struct explore_session *s, const struct rt_order *order, struct rt_reply *reply,
                  struct error *err)
{
    size_t got = 0;
    if (!s->is_running)
        return error_set(err, ERROR_MACHINE, "the explored program has ended");
    if (write(s->orders[1], order, sizeof *order) != (ssize_t)sizeof *order)
        return tell_death(s, err);
    while (got < sizeof *reply) {
        if (!await_reply(s))
            return tell_death(s, err);
        ssize_t n = read(s->replies[0], (char *)reply + got, sizeof *reply - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return tell_death(s, err);
        got += (size_t)n;
    }
    if (!is_sound(order, reply))
        return error_set(err, ERROR_MACHINE, "the explored program's answers make no sense");
    return 0;
}
