/*
 * The parent has one thread, so fork() needs no exec after it. A worker grades
 * one submission with one job at a time and sends the result as JSON through a
 * pipe. A worker that dies, or sends nothing that can be read, is started
 * once more. All work directories lie in one of the parent's, so that those of
 * a killed worker go as well. If the parent itself is killed, its workers end and
 * the next one sweeps what they left; at its end too, for those that took their time.
 */
#include "cli/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "report/report.h"

#define TRIES              2
#define ANSWER_LIMIT_BYTES (16 * 1024 * 1024)
#define POLL_MS            500
#define STOP_NS            (INT64_C(5) * 1000000000)

struct worker {
    pid_t pid; /* 0: idle */
    int fd;    /* its answer */
    size_t item;
    struct buffer answer;
    int64_t deadline_ns; /* a worker that hangs is a fault of ours: it must not stop the others */
};

struct pool {
    const struct work_order *order;
    struct worker *workers;
    unsigned char *tries;         /* one an item */
    size_t next, finished, again; /* `again`: items waiting for their second try */
    char *directory;
};

/* ---- in the worker ---- */

static void send_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(EXIT_FAILURE);
        bytes += n;
        size -= (size_t)n;
    }
}

static void grade_and_send(const struct work_item *item, const struct grade_options *options,
                           int fd)
{
    struct error err = ERROR_INIT;
    struct result result = {0};
    if (grade_submission(item->spec, item->path, options, &result, &err) != 0)
        result = (struct result){.state = RESULT_ERROR,
                                 .error = steal_ptr(err.message),
                                 .exercise = xstrdup(item->spec->exercise),
                                 .submission = xstrdup(item->path)};
    interrupt_settle();
    struct buffer text = {0};
    json_t *object = result_to_json(&result);
    json_write(&text, object, false);
    send_all(fd, text.data, text.length);
    json_decref(object);
    buffer_free(&text);
    result_free(&result);
}

static void be_worker(struct pool *pool, size_t item, int fd, pid_t parent)
    __attribute__((noreturn));
static void be_worker(struct pool *pool, size_t item, int fd, pid_t parent)
{
    const struct work_item *work = &pool->order->items[item];
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(EXIT_FAILURE); /* it died before the line above */
    prctl(PR_SET_NAME, work->label ? work->label : "grader worker");
    for (unsigned i = 0; i < pool->order->jobs; i++)
        if (pool->workers[i].pid)
            close(pool->workers[i].fd);
    workdir_forget_all();
    setenv("TMPDIR", pool->directory, 1);
    interrupt_guard();
    grade_and_send(work, pool->order->options, fd);
    _exit(EXIT_SUCCESS);
}

/* ---- in the parent ---- */

/* Far more than all runs may take: wall limits times runs, twice, and time to build. */
static int64_t patience_ns(const struct spec *spec)
{
    return 4 * (int64_t)(spec->case_count + 1) * spec->limits.wall_ns + INT64_C(120) * 1000000000;
}

static int start_worker(struct pool *pool, struct worker *w, size_t item, struct error *err)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_errno(err, "cannot make a pipe to a worker");
    pid_t pid = fork();
    if (pid < 0) {
        error_errno(err, "cannot start a worker");
        close(ends[0]);
        close(ends[1]);
        return -1;
    }
    if (pid == 0)
        be_worker(pool, item, ends[1], parent);
    close(ends[1]);
    pool->tries[item]++;
    *w =
        (struct worker){.pid = pid,
                        .fd = ends[0],
                        .item = item,
                        .deadline_ns = monotonic_ns() + patience_ns(pool->order->items[item].spec)};
    return 0;
}

static bool read_result(const struct buffer *answer, struct result *out)
{
    json_error_t ignored;
    json_t *object = answer->length ? json_loadb(answer->data, answer->length, 0, &ignored) : NULL;
    bool good = object && result_from_json(object, out) == 0;
    json_decref(object);
    return good;
}

static char *describe_death(int status)
{
    if (WIFSIGNALED(status))
        return xasprintf("the worker that graded it was ended by signal %d (%s), twice",
                         WTERMSIG(status), strsignal(WTERMSIG(status)));
    return xasprintf("the worker that graded it ended without a result (status %d), twice",
                     WEXITSTATUS(status));
}

static void finish_worker(struct pool *pool, struct worker *w)
{
    int status = 0;
    const struct work_item *work = &pool->order->items[w->item];
    close(w->fd);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    struct result result = {0};
    if (!read_result(&w->answer, &result)) {
        if (pool->tries[w->item] < TRIES) {
            pool->again++;
            buffer_free(&w->answer);
            return;
        }
        result = (struct result){.state = RESULT_ERROR,
                                 .error = describe_death(status),
                                 .exercise = xstrdup(work->spec->exercise),
                                 .submission = xstrdup(work->path)};
    }
    pool->tries[w->item] = TRIES + 1; /* done */
    pool->finished++;
    pool->order->on_result(pool->order->context, w->item, &result);
    result_free(&result);
    buffer_free(&w->answer);
}

static void read_worker(struct pool *pool, struct worker *w)
{
    char bytes[65536];
    ssize_t n = read(w->fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0 && w->answer.length + (size_t)n <= ANSWER_LIMIT_BYTES) {
        buffer_add(&w->answer, bytes, (size_t)n);
        return;
    }
    if (n > 0)
        kill(w->pid, SIGKILL); /* no result is that long */
    finish_worker(pool, w);
}

static bool in_hand(const struct pool *pool, size_t item)
{
    for (unsigned i = 0; i < pool->order->jobs; i++)
        if (pool->workers[i].pid && pool->workers[i].item == item)
            return true;
    return false;
}

/* The next item to start: new ones first, then those whose worker died. (size_t)-1: none. */
static size_t next_item(struct pool *pool)
{
    if (pool->next < pool->order->count)
        return pool->next++;
    for (size_t i = 0; pool->again && i < pool->order->count; i++)
        if (pool->tries[i] == 1 && !in_hand(pool, i)) {
            pool->again--;
            return i;
        }
    return (size_t)-1;
}

static int start_workers(struct pool *pool, struct error *err)
{
    for (unsigned i = 0; i < pool->order->jobs; i++) {
        if (pool->workers[i].pid)
            continue;
        size_t item = next_item(pool);
        if (item == (size_t)-1)
            return 0;
        if (start_worker(pool, &pool->workers[i], item, err) != 0)
            return -1;
    }
    return 0;
}

static void poll_workers(struct pool *pool)
{
    struct pollfd *fds = xcalloc(pool->order->jobs, sizeof *fds);
    for (unsigned i = 0; i < pool->order->jobs; i++)
        fds[i] = (struct pollfd){.fd = pool->workers[i].pid ? pool->workers[i].fd : -1,
                                 .events = POLLIN};
    int ready = poll(fds, pool->order->jobs, POLL_MS);
    int64_t now = monotonic_ns();
    for (unsigned i = 0; i < pool->order->jobs; i++) {
        struct worker *w = &pool->workers[i];
        if (ready > 0 && fds[i].revents)
            read_worker(pool, w);
        else if (w->pid && now > w->deadline_ns)
            kill(w->pid, SIGKILL);
    }
    free(fds);
}

/* Workers clean up behind them when asked; those that do not in time are killed. */
static void stop_workers(struct pool *pool)
{
    int64_t deadline = monotonic_ns() + STOP_NS;
    for (unsigned i = 0; i < pool->order->jobs; i++)
        if (pool->workers[i].pid)
            kill(pool->workers[i].pid, SIGTERM);
    for (unsigned i = 0; i < pool->order->jobs; i++) {
        struct worker *w = &pool->workers[i];
        if (!w->pid)
            continue;
        while (waitpid(w->pid, NULL, WNOHANG) == 0) {
            if (monotonic_ns() > deadline)
                kill(w->pid, SIGKILL);
            poll(NULL, 0, 10);
        }
        close(w->fd);
        buffer_free(&w->answer);
        w->pid = 0;
    }
}

static int run_pool(const struct work_order *order, struct error *err)
{
    cleanup_workdir char *directory = workdir_create(err);
    if (!directory)
        return -1;
    cleanup_free struct worker *workers = xcalloc(order->jobs, sizeof *workers);
    cleanup_free unsigned char *tries = xcalloc(order->count, 1);
    struct pool pool = {.order = order, .workers = workers, .tries = tries, .directory = directory};
    int status = 0;
    interrupt_note();
    while (pool.finished < order->count && status == 0) {
        if (interrupt_noted())
            status = 1;
        else if (start_workers(&pool, err) != 0)
            status = -1;
        else
            poll_workers(&pool);
    }
    stop_workers(&pool);
    return status;
}

int workers_run(const struct work_order *order, struct error *err)
{
    workdir_sweep();
    int status = run_pool(order, err);
    workdir_sweep();
    return status;
}
