/*
 * Things that have a name or a mapping of their own, and are shared by nobody
 * here: semaphores with a name, anonymous memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

static struct rt_named *find_name(const char *name)
{
    for (uint32_t i = 0; i < RT->named_count; i++)
        if (RT->named[i].exists && strcmp(RT->named[i].name, name) == 0)
            return &RT->named[i];
    return NULL;
}

static sem_t *fail(int error)
{
    errno = error;
    return SEM_FAILED;
}

WRAP(sem_t *, sem_open, (const char *name, int flags, mode_t mode, unsigned value))
{
    (void)mode;
    rt_arrive(RT_OPEN, 0, true, RT_PC);
    struct rt_named *n = find_name(name);
    if (n && (flags & O_CREAT) && (flags & O_EXCL))
        return fail(EEXIST);
    if (n)
        return n->semaphore;
    if (!(flags & O_CREAT))
        return fail(ENOENT);
    if (RT->named_count == RT_NAMED || strlen(name) >= sizeof n->name)
        rt_unsupported("very many semaphores with a name", RT_PC);
    n = &RT->named[RT->named_count++];
    n->exists = true;
    n->semaphore = calloc(1, sizeof(sem_t));
    strcpy(n->name, name);
    sync_at(n->semaphore)->value = value;
    rt_progressed();
    return n->semaphore;
}

WRAP(int, sem_close, (sem_t * semaphore))
{
    (void)semaphore;
    return 0;
}

WRAP(int, sem_unlink, (const char *name))
{
    rt_arrive(RT_LIBRARY, 0, true, RT_PC);
    struct rt_named *n = find_name(name);
    if (!n) {
        errno = ENOENT;
        return -1;
    }
    n->exists = false;
    return 0;
}

/* ---- anonymous memory: comes from the heap, so that it is put back like that */

static void *map(size_t size, int protection, int flags, uint64_t pc)
{
    if (!(flags & MAP_ANONYMOUS) || (flags & MAP_FIXED) || (protection & PROT_EXEC))
        rt_unsupported("mmap() of a file or at a fixed address", pc);
    void *memory = memalign(RT_PAGE, size);
    return memory ? memset(memory, 0, size) : MAP_FAILED;
}

WRAP(void *, mmap, (void *at, size_t size, int protection, int flags, int fd, off_t offset))
{
    (void)at, (void)fd, (void)offset;
    return map(size, protection, flags, RT_PC);
}

WRAP(void *, mmap64, (void *at, size_t size, int protection, int flags, int fd, off_t offset))
{
    (void)at, (void)fd, (void)offset;
    return map(size, protection, flags, RT_PC);
}

WRAP(int, munmap, (void *memory, size_t size))
{
    uint64_t start, bytes, pc;
    if (!heap_block((uint64_t)memory, &start, &bytes, &pc) || start != (uint64_t)memory ||
        bytes > ((size + RT_PAGE - 1) & ~(RT_PAGE - 1)))
        rt_unsupported("munmap() of a part", RT_PC);
    free(memory);
    return 0;
}
