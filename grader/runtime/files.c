/*
 * Files of the working directory. They are real files; after a schedule the
 * watched ones get back what they held, others that were made are removed, and
 * what was opened is closed. Streams are made over our own read, write and
 * close (fopencookie), so that each write to a watched file is seen.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

static int watched_index(const char *name)
{
    const char *slash = strrchr(name, '/');
    if (slash && strncmp(name, "./", 2) == 0 && slash == name + 1)
        name += 2;
    for (uint32_t i = 0; i < RT->shared->file_count && i < RT_MAX_FILES; i++)
        if (strncmp(RT->shared->files[i], name, sizeof RT->shared->files[i]) == 0)
            return (int)i;
    return -1;
}

static struct rt_open_file *open_file(int fd)
{
    return fd >= 0 && fd < RT_DESCRIPTORS && RT->files[fd].used ? &RT->files[fd] : NULL;
}

static char *read_all(const char *name, size_t *size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    *size = 0;
    if (fd < 0)
        return NULL;
    char *bytes = malloc(RT_FILE_BYTES);
    for (ssize_t n;
         *size < RT_FILE_BYTES && (n = read(fd, bytes + *size, RT_FILE_BYTES - *size)) > 0;)
        *size += (size_t)n;
    close(fd);
    return bytes;
}

static void write_before(uint32_t i)
{
    const char *name = RT->shared->files[i];
    if (!RT->file_before[i]) {
        unlink(name);
        return;
    }
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || write(fd, RT->file_before[i], RT->file_before_bytes[i]) < 0)
        rt_die("a file of the case cannot be put back");
    close(fd);
}

/* The grader's copy may be written to by the program: ours is kept where that cannot. */
void files_init(void)
{
    for (uint32_t i = 0; i < RT->shared->file_count && i < RT_MAX_FILES; i++) {
        size_t size = RT->shared->before_bytes[i];
        if (size == RT_NO_FILE)
            continue;
        size = size < RT_FILE_BYTES ? size : RT_FILE_BYTES;
        RT->file_before[i] = malloc(size + 1);
        memcpy(RT->file_before[i], RT->shared->before[i], size);
        RT->file_before_bytes[i] = size;
        write_before(i);
    }
}

void files_restore(void)
{
    if (!RT->files_dirty)
        return;
    syscall(SYS_close_range, 3, RT_DESCRIPTORS - 1, 0);
    for (uint32_t i = 0; i < RT->touched_count; i++) {
        int watched = watched_index(RT->touched[i]);
        if (watched >= 0)
            write_before((uint32_t)watched);
        else
            unlink(RT->touched[i]);
    }
    memset(RT->files, 0, sizeof RT->files);
    RT->touched_count = 0;
    RT->files_dirty = false;
}

void files_log_end(void)
{
    for (uint32_t i = 0; i < RT->shared->file_count && i < RT_MAX_FILES; i++) {
        size_t size;
        char *bytes = read_all(RT->shared->files[i], &size);
        struct rt_record *r = bytes ? log_record(RT_FILE_END, 0, bytes, size, 0) : NULL;
        if (r)
            r->other = (int32_t)i;
    }
}

static void touch(const char *name)
{
    for (uint32_t i = 0; i < RT->touched_count; i++)
        if (strcmp(RT->touched[i], name) == 0)
            return;
    if (RT->touched_count == RT_TOUCHED || strlen(name) >= sizeof RT->touched[0])
        rt_unsupported("very many files", RT->current->pc);
    strcpy(RT->touched[RT->touched_count++], name);
}

static void log_file(uint32_t kind, const struct rt_open_file *f, uint64_t value, uint64_t pc)
{
    const char *name = f->watched >= 0 ? RT->shared->files[f->watched] : "";
    if (f->watched < 0)
        return;
    struct rt_record *r = log_record(kind, 0, name, strnlen(name, 63), pc);
    if (r) {
        r->other = f->number;
        r->value = value;
    }
}

static int open_named(const char *name, int flags, mode_t mode, uint64_t pc)
{
    if (!rt_on())
        return -1;
    rt_arrive(RT_OPEN, 0, true, pc);
    log_step_text(RT_OPEN, 0, name, strlen(name), pc);
    if (flags & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR))
        touch(name);
    RT->files_dirty = true;
    int fd = open(name, flags | O_CLOEXEC, mode);
    if (fd >= RT_DESCRIPTORS) {
        close(fd);
        errno = EMFILE;
        return -1;
    }
    if (fd < 0)
        return -1;
    RT->files[fd] = (struct rt_open_file){
        .used = 1, .watched = (int8_t)watched_index(name), .number = RT->next_open++};
    log_file(RT_FILE_OPEN, &RT->files[fd], 0, pc);
    rt_progressed();
    return fd;
}

static ssize_t write_bytes(int fd, const void *bytes, size_t size, uint64_t pc)
{
    struct rt_open_file *f = open_file(fd);
    ssize_t n = write(fd, bytes, size);
    if (f && n > 0)
        log_file(RT_FILE_WRITE, f, (uint64_t)n, pc);
    return n;
}

static int close_file(int fd, uint64_t pc)
{
    struct rt_open_file *f = open_file(fd);
    if (f) {
        log_file(RT_FILE_CLOSE, f, 0, pc);
        f->used = 0;
    }
    return close(fd);
}

/* ---- streams */

static int descriptor_of(void *cookie)
{
    return (int)(intptr_t)cookie - 1;
}

static ssize_t stream_read(void *cookie, char *bytes, size_t size)
{
    snapshot_touch(bytes, size);
    return read(descriptor_of(cookie), bytes, size);
}

/* The stream's lock is held by now: nobody else is at this place. */
static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
    struct rt_task *me = RT->current;
    int32_t arrived = me->arrived;
    me->arrived = (int32_t)RT->record_count;
    ssize_t n = write_bytes(descriptor_of(cookie), bytes, size, me->pc);
    me->arrived = arrived;
    return n < 0 ? 0 : n;
}

static int stream_seek(void *cookie, off64_t *at, int whence)
{
    off_t now = lseek(descriptor_of(cookie), *at, whence);
    if (now < 0)
        return -1;
    *at = now;
    return 0;
}

static int stream_close(void *cookie)
{
    return close_file(descriptor_of(cookie), RT->current->pc);
}

FILE *file_stream(int fd, const char *mode)
{
    static const cookie_io_functions_t functions = {stream_read, stream_write, stream_seek,
                                                    stream_close};
    FILE *stream = fopencookie((void *)(intptr_t)(fd + 1), mode, functions);
    if (stream)
        race_forget((uint64_t)stream, 1); /* perhaps another stream had its place */
    if (stream && open_file(fd))
        RT->files[fd].stream = stream;
    return stream;
}

/* A run of puts by one task is one record. */
void file_put(FILE *stream, uint64_t pc)
{
    int fd = rt_on() && RT->files_dirty ? file_descriptor(stream) : -1;
    if (fd < 0 || RT->files[fd].watched < 0)
        return;
    bool goes_on = RT->put_count == RT->record_count && RT->put_task == RT->current->number &&
                   RT->put_file == RT->files[fd].number;
    if (!goes_on)
        log_file(RT_FILE_PUT, &RT->files[fd], 0, pc);
    RT->put_count = RT->record_count;
    RT->put_task = RT->current->number;
    RT->put_file = RT->files[fd].number;
}

int file_descriptor(FILE *stream)
{
    for (int fd = 0; fd < RT_DESCRIPTORS; fd++)
        if (RT->files[fd].used && RT->files[fd].stream == stream)
            return fd;
    return -1;
}

static int flags_of(const char *mode)
{
    bool both = strchr(mode, '+') != NULL;
    int extra = strchr(mode, 'x') ? O_EXCL : 0;
    switch (*mode) {
    case 'r':
        return both ? O_RDWR : O_RDONLY;
    case 'w':
        return (both ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC | extra;
    case 'a':
        return (both ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND | extra;
    default:
        return -1;
    }
}

static FILE *open_stream(const char *name, const char *mode, uint64_t pc)
{
    int flags = flags_of(mode);
    if (flags < 0) {
        errno = EINVAL;
        return NULL;
    }
    int fd = open_named(name, flags, 0666, pc);
    return fd < 0 ? NULL : file_stream(fd, mode);
}

WRAP(FILE *, fopen, (const char *name, const char *mode))
{
    return open_stream(name, mode, RT_PC);
}

WRAP(FILE *, fopen64, (const char *name, const char *mode))
{
    return open_stream(name, mode, RT_PC);
}

WRAP(FILE *, fdopen, (int fd, const char *mode))
{
    if (fd >= 0 && fd <= 2)
        rt_unsupported("fdopen() on a standard stream", RT_PC);
    return open_file(fd) ? file_stream(fd, mode) : NULL;
}

extern int __real_fclose(FILE *stream);
WRAP(int, fclose, (FILE * stream))
{
    stream_step(stream, "fclose", RT_PC);
    if (stream == stdout || stream == stderr)
        return fflush(stream);
    return __real_fclose(stream);
}

/* ---- descriptors */

WRAP(int, open, (const char *name, int flags, mode_t mode))
{
    return open_named(name, flags, mode, RT_PC);
}

WRAP(int, open64, (const char *name, int flags, mode_t mode))
{
    return open_named(name, flags, mode, RT_PC);
}

WRAP(int, openat, (int dir, const char *name, int flags, mode_t mode))
{
    if (dir != AT_FDCWD)
        rt_unsupported("openat() below another folder", RT_PC);
    return open_named(name, flags, mode, RT_PC);
}

WRAP(int, creat, (const char *name, mode_t mode))
{
    return open_named(name, O_WRONLY | O_CREAT | O_TRUNC, mode, RT_PC);
}

static ssize_t write_to_pipe(int fd, const char *bytes, size_t size, uint64_t pc)
{
    size_t done = 0;
    while (done < size) {
        pipe_wait(fd, true, pc);
        pipe_gave(fd); /* before the bytes can be read */
        ssize_t n = write(fd, bytes + done, size - done);
        if (n < 0 && errno == EAGAIN && size - done > RT_PAGE)
            rt_unsupported("very much at once through a pipe", pc);
        if (n < 0 && errno != EAGAIN)
            return -1;
        done += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)done;
}

static ssize_t read_from_pipe(int fd, void *bytes, size_t size, uint64_t pc)
{
    pipe_wait(fd, false, pc);
    snapshot_touch(bytes, size);
    ssize_t n = read(fd, bytes, size);
    if (n > 0)
        race_range(bytes, (size_t)n, true, pc);
    pipe_took(fd);
    return n;
}

WRAP(ssize_t, write, (int fd, const void *bytes, size_t size))
{
    race_range(bytes, size, false, RT_PC);
    if (open_file(fd) && RT->files[fd].is_pipe)
        return write_to_pipe(fd, bytes, size, RT_PC);
    rt_arrive(RT_WRITE_FILE, (uint64_t)fd + 1, true, RT_PC);
    log_step_text(RT_WRITE_FILE, (uint64_t)fd + 1, bytes, size < 80 ? size : 80, RT_PC);
    rt_progressed();
    if (fd == 1 || fd == 2) {
        log_output(fd == 1 ? RT_LINE_OUT : RT_ERR_OUT, bytes, size, RT_PC);
        return (ssize_t)size;
    }
    return write_bytes(fd, bytes, size, RT_PC);
}

WRAP(ssize_t, read, (int fd, void *bytes, size_t size))
{
    if (open_file(fd) && RT->files[fd].is_pipe)
        return read_from_pipe(fd, bytes, size, RT_PC);
    rt_arrive(RT_LIBRARY, (uint64_t)fd + 1, true, RT_PC);
    snapshot_touch(bytes, size);
    race_range(bytes, size, true, RT_PC);
    return fd >= 100 ? (errno = EBADF, -1) : read(fd, bytes, size);
}

WRAP(int, close, (int fd))
{
    rt_arrive(RT_CLOSE, (uint64_t)fd + 1, true, RT_PC);
    log_step(RT_CLOSE, (uint64_t)fd + 1, RT_PC);
    if (fd <= 2)
        return 0;
    if (!open_file(fd)) {
        errno = EBADF;
        return -1;
    }
    return close_file(fd, RT_PC);
}

WRAP(off_t, lseek, (int fd, off_t at, int whence))
{
    rt_arrive(RT_LIBRARY, (uint64_t)fd + 1, true, RT_PC);
    return lseek(fd, at, whence);
}

WRAP(int, unlink, (const char *name))
{
    rt_arrive(RT_LIBRARY, 0, true, RT_PC);
    touch(name);
    RT->files_dirty = true;
    return unlink(name);
}

WRAP(int, remove, (const char *name))
{
    return __wrap_unlink(name);
}

WRAP(int, rename, (const char *from, const char *to))
{
    rt_arrive(RT_LIBRARY, 0, true, RT_PC);
    touch(from);
    touch(to);
    RT->files_dirty = true;
    return rename(from, to);
}

WRAP(int, fsync, (int fd))
{
    (void)fd;
    return 0;
}

WRAP(int, fdatasync, (int fd))
{
    (void)fd;
    return 0;
}

WRAP(int, isatty, (int fd))
{
    if (fd == 1)
        return 1;
    errno = ENOTTY;
    return 0;
}

static int print_to(int fd, const char *format, va_list ap, uint64_t pc)
{
    char text[4096];
    int n = vsnprintf(text, sizeof text, format, ap);
    if (n < 0 || n >= (int)sizeof text)
        rt_unsupported("dprintf() of very much text", pc);
    rt_arrive(RT_WRITE_FILE, (uint64_t)fd + 1, true, pc);
    log_step_text(RT_WRITE_FILE, (uint64_t)fd + 1, text, (size_t)n, pc);
    rt_progressed();
    if (fd == 1 || fd == 2)
        log_output(fd == 1 ? RT_LINE_OUT : RT_ERR_OUT, text, (size_t)n, pc);
    else
        return (int)write_bytes(fd, text, (size_t)n, pc);
    return n;
}

WRAP(int, vdprintf, (int fd, const char *format, va_list ap))
{
    return print_to(fd, format, ap, RT_PC);
}

WRAP(int, dprintf, (int fd, const char *format, ...))
{
    va_list ap;
    va_start(ap, format);
    int n = print_to(fd, format, ap, RT_PC);
    va_end(ap);
    return n;
}

/* ---- flock: between open files, by what they are files of */

static bool is_unlocked(const struct rt_task *task)
{
    const struct rt_sync *s = task->operand;
    return s->owner < 0 || (uint32_t)s->owner == task->wanted;
}

WRAP(int, flock, (int fd, int operation))
{
    struct rt_open_file *f = open_file(fd);
    struct stat st;
    if (!f || fstat(fd, &st) < 0) {
        errno = EBADF;
        return -1;
    }
    struct rt_sync *s = sync_at((void *)(UINT64_C(0x700000000000) + st.st_ino * 16));
    if (operation & 8) { /* LOCK_UN */
        rt_arrive(RT_UNLOCK, s->key, true, RT_PC);
        s->owner = -1;
        return 0;
    }
    RT->current->wanted = (uint32_t)f->number;
    if (operation & 4) { /* LOCK_NB */
        rt_arrive(RT_TRYLOCK, s->key, true, RT_PC);
        if (s->owner >= 0 && s->owner != f->number) {
            errno = EWOULDBLOCK;
            return -1;
        }
    } else {
        rt_arrive_when(RT_LOCK, s->key, true, RT_PC, is_unlocked, s, RT_FOREVER);
    }
    s->owner = f->number;
    rt_progressed();
    return 0;
}
