/*
 * Standard output. One write is in flight at a time, so its bytes are read from
 * the program's memory when the call has ended, and what arrives at the
 * terminal is only drained. A line's time and task are those of its newline.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/internal.h"

bool output_is_terminal(struct supervisor *sv, const struct task *t, int fd)
{
    char path[64];
    struct stat st;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", t->tid, fd);
    return stat(path, &st) == 0 && st.st_dev == sv->stdout_device && st.st_ino == sv->stdout_inode;
}

static void add_line(struct supervisor *sv, int task, int64_t arrived_step, bool no_newline)
{
    struct trace_event *e = trace_add(sv->trace, TRACE_LINE, task);
    e->arrived_step = arrived_step;
    e->step = sv->step;
    e->time_ns = e->start_time_ns = clock_now(sv);
    e->idle_ns = e->start_idle_ns = sv->idle_ns;
    e->size = sv->line.length;
    e->text = buffer_take(&sv->line);
    e->no_newline = no_newline;
    if (sv->request->on_line)
        sv->request->on_line(sv->request->context, sv->trace, e);
}

static void take_bytes(struct supervisor *sv, struct task *t, const char *bytes, size_t size,
                       int64_t arrived_step)
{
    while (size) {
        const char *newline = memchr(bytes, '\n', size);
        size_t length = newline ? (size_t)(newline - bytes) : size;
        buffer_add(&sv->line, bytes, length);
        if (!newline)
            return;
        add_line(sv, t->number, arrived_step, false);
        bytes += length + 1;
        size -= length + 1;
    }
}

static void take_range(struct supervisor *sv, struct task *t, uint64_t address, size_t size,
                       int64_t arrived_step)
{
    char chunk[65536];
    while (size) {
        size_t n = size < sizeof chunk ? size : sizeof chunk;
        if (remote_read(t->tid, address, chunk, n) < 0)
            return;
        take_bytes(sv, t, chunk, n, arrived_step);
        address += n;
        size -= n;
    }
}

void output_take(struct supervisor *sv, struct task *t, const struct user_regs_struct *call,
                 size_t size, int64_t arrived_step)
{
    sv->step++;
    output_drain(sv);
    sv->output_bytes += (int64_t)size;
    if (sv->output_bytes > sv->request->limits->output_bytes) {
        supervisor_kill(sv, RUN_LIMIT, LIMIT_OUTPUT);
        return;
    }
    if ((long)call->orig_rax != SYS_writev) {
        take_range(sv, t, call->rsi, size, arrived_step);
        return;
    }
    for (uint64_t i = 0; i < call->rdx && size; i++) {
        struct iovec v;
        if (remote_read(t->tid, call->rsi + i * sizeof v, &v, sizeof v) < 0)
            return;
        size_t n = v.iov_len < size ? v.iov_len : size;
        take_range(sv, t, (uint64_t)v.iov_base, n, arrived_step);
        size -= n;
    }
}

bool output_drain(struct supervisor *sv)
{
    char chunk[16384];
    bool any = false;
    while (read(sv->terminal, chunk, sizeof chunk) > 0)
        ;
    for (ssize_t n; (n = read(sv->errors_pipe, chunk, sizeof chunk)) > 0;) {
        any = true;
        size_t room = (size_t)sv->request->limits->output_bytes - sv->errors.length;
        if (sv->errors.length < (size_t)sv->request->limits->output_bytes)
            buffer_add(&sv->errors, chunk, (size_t)n < room ? (size_t)n : room);
        else if (sv->started && !sv->killed && !sv->ended && !sv->request->sanitizer)
            supervisor_kill(sv, RUN_LIMIT, LIMIT_OUTPUT);
    }
    return any;
}

void output_finish(struct supervisor *sv)
{
    output_drain(sv);
    if (sv->line.length && sv->trace->task_count) {
        int task = 0;
        for (size_t i = sv->trace->event_count; i-- > 0;)
            if (sv->trace->events[i].kind == TRACE_LINE) {
                task = sv->trace->events[i].task;
                break;
            }
        add_line(sv, task, ++sv->step, true);
    }
    buffer_free(&sv->line);
}
