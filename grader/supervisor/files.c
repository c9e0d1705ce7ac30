/* Use of the watched files, and the working directory before and after the run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/openat2.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "supervisor/internal.h"

int files_watched_name(const struct supervisor *sv, const char *path)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    for (int i = 0; sv->request->watch && sv->request->watch[i]; i++)
        if (strcmp(sv->request->watch[i], base) == 0)
            return i;
    return -1;
}

struct open_file *files_find(struct supervisor *sv, int process, int fd)
{
    for (size_t i = 0; i < sv->open_file_count; i++)
        if (sv->open_files[i].process == process && sv->open_files[i].fd == fd)
            return &sv->open_files[i];
    return NULL;
}

static void add_open_file(struct supervisor *sv, int process, int fd, int description, int name)
{
    files_closed(sv, process, fd);
    struct open_file *f = GROW(sv->open_files, sv->open_file_count, sv->open_file_capacity);
    *f = (struct open_file){process, fd, description, name};
}

void files_opened(struct supervisor *sv, struct task *t, int fd, int name, int64_t arrived_step)
{
    add_open_file(sv, t->process, fd, ++sv->descriptions, name);
    struct trace_event *e = trace_add(sv->trace, TRACE_FILE_OPEN, t->number);
    e->arrived_step = arrived_step;
    e->step = ++sv->step;
    e->time_ns = e->start_time_ns = clock_now(sv);
    e->idle_ns = e->start_idle_ns = sv->idle_ns;
    e->text = xstrdup(sv->request->watch[name]);
    e->size = strlen(e->text);
    e->file = sv->descriptions;
}

void files_duplicated(struct supervisor *sv, int process, int fd, int new_fd)
{
    const struct open_file *f = files_find(sv, process, fd);
    if (f)
        add_open_file(sv, process, new_fd, f->description, f->name);
}

void files_forked(struct supervisor *sv, int parent, int child)
{
    size_t count = sv->open_file_count;
    for (size_t i = 0; i < count; i++) {
        struct open_file f = sv->open_files[i];
        if (f.process == parent)
            add_open_file(sv, child, f.fd, f.description, f.name);
    }
}

void files_closed(struct supervisor *sv, int process, int fd)
{
    struct open_file *f = files_find(sv, process, fd);
    if (f)
        *f = sv->open_files[--sv->open_file_count];
}

/* A directory as the program sees it; opened so that no link of the program's leads out of it. */
static int open_inside(pid_t tid, const char *directory)
{
    char root_path[64];
    snprintf(root_path, sizeof root_path, "/proc/%d/root", tid);
    cleanup_close int root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                           .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS};
    return root < 0 ? -1 : (int)syscall(SYS_openat2, root, directory, &how, sizeof how);
}

int files_prepare(struct supervisor *sv, pid_t tid)
{
    if (sv->request->file_count == 0)
        return 0;
    cleanup_close int directory = open_inside(tid, "/workdir");
    if (directory < 0)
        return -1;
    for (size_t i = 0; i < sv->request->file_count; i++) {
        const struct spec_file *f = &sv->request->files[i];
        cleanup_close int fd =
            openat(directory, f->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0 || write(fd, f->content, f->size) != (ssize_t)f->size || fchmod(fd, 0666) < 0)
            return -1;
    }
    return 0;
}

/* Up to `limit` bytes of a regular file; NULL: no such file. */
static char *read_regular(int directory, const char *name, size_t limit, size_t *size)
{
    cleanup_close int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return NULL;
    struct buffer text = {0};
    char chunk[16384];
    for (ssize_t n; text.length < limit && (n = read(fd, chunk, sizeof chunk)) > 0;)
        buffer_add(&text, chunk, (size_t)n);
    *size = text.length;
    return buffer_take(&text);
}

static void collect_watched(struct supervisor *sv, pid_t tid)
{
    cleanup_close int directory = open_inside(tid, "/workdir");
    if (directory < 0)
        return;
    for (size_t i = 0; sv->request->watch[i]; i++) {
        if (sv->trace->file_count <= i) {
            struct trace_file *f =
                GROW(sv->trace->files, sv->trace->file_count, sv->trace->file_capacity);
            f->name = xstrdup(sv->request->watch[i]);
        }
        struct trace_file *f = &sv->trace->files[i];
        free(f->content);
        f->content =
            read_regular(directory, f->name, (size_t)sv->request->limits->file_bytes + 1, &f->size);
    }
}

static void collect_log(struct supervisor *sv, pid_t tid)
{
    int fd = open_inside(tid, "/log");
    cleanup_closedir DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    sv->log.length = 0;
    for (struct dirent *e; directory && (e = readdir(directory));) {
        size_t size = 0;
        cleanup_free char *text = read_regular(fd, e->d_name, 4 << 20, &size);
        if (text)
            buffer_add(&sv->log, text, size);
    }
}

void files_collect(struct supervisor *sv, pid_t tid)
{
    if (sv->request->watch)
        collect_watched(sv, tid);
    if (sv->request->sanitizer)
        collect_log(sv, tid);
}
