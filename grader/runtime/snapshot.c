/*
 * Every schedule starts from the same memory: all writable private mappings of
 * the process (the program's data, the C library's, the thread-local storage)
 * are copied aside before the first one, and put back after each. The
 * runtime's own mappings are not among them: RT, stacks, heap and shadow are
 * dealt with where they belong.
 *
 * Small ones are put back whole. Large ones (a program with an array of 10 MB)
 * are write-protected at first; the first write to a page makes it hot, and
 * from then on that page is put back after each schedule.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/rt.h"

#define SMALL_BYTES (256u << 10)

static void *shared_memory(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    if (p == MAP_FAILED)
        rt_die("there is no room for a copy of the program's memory");
    return p;
}

static void add_segment(uint64_t start, uint64_t end)
{
    if (RT->segment_count == RT_SEGMENTS)
        rt_die("the program has too many mappings");
    struct rt_segment *s = &RT->segments[RT->segment_count++];
    s->start = (char *)start;
    s->bytes = end - start;
}

/* One line of /proc/self/maps: "start-end perms offset dev inode path". */
static void read_line(char *line)
{
    char *p = line;
    uint64_t start = strtoull(p, &p, 16);
    uint64_t end = strtoull(p + 1, &p, 16);
    bool wanted = p[1] == 'r' && p[2] == 'w' && p[4] == 'p';
    bool ours = start >= RT_STATE_BASE && start < RT_SHADOW_BASE + 64 * RT_GIB;
    if (wanted && !ours && !strstr(p, "[stack]") && !strstr(p, "[v"))
        add_segment(start, end);
}

static void find_segments(void)
{
    char *text = shared_memory(1 << 20);
    size_t size = 0;
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        rt_die("/proc/self/maps cannot be read");
    for (ssize_t n; (n = read(fd, text + size, (1 << 20) - 1 - size)) > 0;)
        size += (size_t)n;
    close(fd);
    text[size] = '\0';
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        read_line(line);
    }
    munmap(text, 1 << 20);
}

void snapshot_take(void)
{
    find_segments();
    for (uint32_t i = 0; i < RT->segment_count; i++) {
        struct rt_segment *s = &RT->segments[i];
        s->copy = shared_memory(s->bytes);
        if (s->bytes > SMALL_BYTES)
            s->hot = shared_memory(s->bytes / RT_PAGE + 1);
    }
    /* Last, so that what was written until now is in the copies. */
    for (uint32_t i = 0; i < RT->segment_count; i++) {
        struct rt_segment *s = &RT->segments[i];
        memcpy(s->copy, s->start, s->bytes);
        if (s->hot)
            mprotect(s->start, s->bytes, PROT_READ);
    }
}

bool snapshot_fault(void *address)
{
    for (uint32_t i = 0; i < RT->segment_count; i++) {
        struct rt_segment *s = &RT->segments[i];
        size_t at = (size_t)((char *)address - s->start);
        if (!s->hot || (char *)address < s->start || at >= s->bytes)
            continue;
        size_t page = at / RT_PAGE;
        if (s->hot[page])
            return false;
        s->hot[page] = 1;
        return mprotect(s->start + page * RT_PAGE, RT_PAGE, PROT_READ | PROT_WRITE) == 0;
    }
    return false;
}

void snapshot_touch(void *start, size_t size)
{
    for (size_t at = 0; at < size; at += RT_PAGE)
        ((volatile char *)start)[at] = ((volatile char *)start)[at];
    if (size)
        ((volatile char *)start)[size - 1] = ((volatile char *)start)[size - 1];
}

void snapshot_restore(void)
{
    for (uint32_t i = 0; i < RT->segment_count; i++) {
        struct rt_segment *s = &RT->segments[i];
        if (!s->hot) {
            memcpy(s->start, s->copy, s->bytes);
            continue;
        }
        for (size_t page = 0; page < s->bytes / RT_PAGE; page++)
            if (s->hot[page])
                memcpy(s->start + page * RT_PAGE, s->copy + page * RT_PAGE, RT_PAGE);
    }
}
