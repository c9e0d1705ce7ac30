/*
 * malloc and its kin, for the student's code and the C library alike. A heap
 * of our own lies at a fixed address, so that a schedule finds the same
 * addresses each time; putting it back is to clear what was used. Freed memory
 * is not used again before REUSE_BYTES were handed out: so an access after
 * free() meets the freed block and is noticed (race.c).
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/rt.h"

#define REUSE_BYTES (UINT64_C(16) << 20)
#define CLEAR_BYTES (UINT64_C(1) << 20) /* more than this goes back to the kernel */
#define SMALL_BYTES 1024
#define FENCE_BYTES UINT64_C(64)
#define IN_USE      UINT32_C(0x1ea5ed)
#define FREED       UINT32_C(0xf4eed)

struct block {
    uint64_t size, capacity, pc;
    uint32_t state, pad;
    /* behind it: the memory; of a free block first the next one of its list */
};

static uint64_t aligned(uint64_t n, uint64_t to)
{
    return (n + to - 1) & ~(to - 1);
}

/* Sizes up to SMALL_BYTES in steps of 16, then powers of two. */
static uint64_t capacity_of(size_t size)
{
    if (size <= SMALL_BYTES)
        return aligned(size ? size : 1, 16);
    return UINT64_C(1) << (64 - __builtin_clzll(size - 1));
}

static uint32_t class_of(uint64_t capacity)
{
    if (capacity <= SMALL_BYTES)
        return (uint32_t)(capacity / 16);
    return 64 + (uint32_t)(63 - __builtin_clzll(capacity)) - 10;
}

static struct block *block_of(void *memory)
{
    return (struct block *)memory - 1;
}

static bool is_ours(const void *memory)
{
    uint64_t address = (uint64_t)memory;
    return address > RT_HEAP_BASE && address < RT->heap_top;
}

void heap_init(void)
{
    void *heap = mmap((void *)RT_HEAP_BASE, RT_GIB, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (heap != (void *)RT_HEAP_BASE)
        rt_die("there is no room for the heap");
    RT->heap_top = RT->heap_initial_top = RT_HEAP_BASE;
    RT->heap_limit = RT_HEAP_BASE + RT_GIB;
}

static struct block *take_free(uint64_t capacity)
{
    uint64_t *head = &RT->heap_lists[class_of(capacity)];
    struct block *b = (struct block *)*head;
    if (b)
        memcpy(head, b + 1, sizeof *head);
    return b;
}

/* Neither its head nor what is behind its end is the program's to use. */
static void fence(const struct block *b)
{
    uint64_t memory = (uint64_t)(b + 1), spare = b->capacity - b->size;
    race_forbid((uint64_t)b, sizeof *b);
    race_forbid(memory + b->size, (spare < FENCE_BYTES ? spare : FENCE_BYTES));
}

static void *allocate(size_t size, uint64_t alignment, uint64_t pc)
{
    if (!rt_mapped)
        rt_map();
    uint64_t capacity = capacity_of(size), memory;
    struct block *b = NULL;
    if (size > RT_GIB)
        goto none;
    if (alignment <= 16 && RT->heap_top - RT->heap_initial_top > REUSE_BYTES)
        b = take_free(capacity);
    if (b) {
        memory = (uint64_t)(b + 1);
        race_forget(memory, capacity);
    } else {
        memory = aligned(RT->heap_top + sizeof *b, alignment);
        if (memory + capacity > RT->heap_limit)
            goto none;
        b = block_of((void *)memory);
        RT->heap_top = memory + capacity;
    }
    *b = (struct block){.size = size, .capacity = capacity, .pc = pc, .state = IN_USE};
    if (rt_on()) {
        fence(b);
        struct rt_record *r = log_step(RT_MALLOC, memory, pc);
        if (r)
            r->value = size;
    }
    return (void *)memory;
none:
    errno = ENOMEM;
    return NULL;
}

static void release(void *memory, uint64_t pc)
{
    if (!memory)
        return;
    struct block *b = block_of(memory);
    if (!is_ours(memory) || b->state != IN_USE) {
        if (!rt_on())
            return;
        log_misuse(RT_MISUSE_FREE, memory, -1, pc);
        rt_end(RT_END_SIGNAL, SIGABRT, pc, (uint64_t)memory);
    }
    if (rt_on() && RT->task_count > 1) {
        if (race_is_visible(pc))
            rt_arrive(RT_FREE, (uint64_t)memory, true, pc);
        race_free((uint64_t)memory, b->size, pc);
    }
    if (rt_on())
        log_step(RT_FREE, (uint64_t)memory, pc);
    b->state = FREED;
    if ((uint64_t)memory >= RT->heap_initial_top &&
        RT->heap_top - RT->heap_initial_top > REUSE_BYTES) {
        uint64_t *head = &RT->heap_lists[class_of(b->capacity)];
        memcpy(memory, head, sizeof *head);
        *head = (uint64_t)b;
    }
}

bool heap_block(uint64_t address, uint64_t *start, uint64_t *size, uint64_t *pc)
{
    uint64_t at = RT_HEAP_BASE;
    while (at + sizeof(struct block) < RT->heap_top) {
        const struct block *b = (struct block *)at;
        if (b->state != IN_USE && b->state != FREED) { /* a gap for alignment */
            at += 16;
            continue;
        }
        uint64_t memory = (uint64_t)(b + 1);
        if (address >= memory && address < memory + b->capacity) {
            *start = memory;
            *size = b->size;
            *pc = b->pc;
            return true;
        }
        at = aligned(memory + b->capacity, 16);
    }
    return false;
}

void heap_begin(void)
{
    uint64_t bytes = RT->heap_top - RT_HEAP_BASE;
    RT->heap_top = RT->heap_initial_top = aligned(RT->heap_top, RT_PAGE);
    RT->heap_copy =
        mmap(NULL, RT_PAGE + bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (RT->heap_copy == MAP_FAILED)
        rt_die("there is no room for a copy of the heap");
    memcpy(RT->heap_copy, (void *)RT_HEAP_BASE, bytes);
}

void heap_restore(void)
{
    uint64_t used = RT->heap_top - RT->heap_initial_top;
    memcpy((void *)RT_HEAP_BASE, RT->heap_copy, RT->heap_initial_top - RT_HEAP_BASE);
    if (used > CLEAR_BYTES)
        madvise((void *)RT->heap_initial_top, used, MADV_DONTNEED);
    else
        memset((void *)RT->heap_initial_top, 0, used);
    RT->heap_top = RT->heap_initial_top;
    memset(RT->heap_lists, 0, sizeof RT->heap_lists);
}

/* ---- the names */

void *malloc(size_t size)
{
    return allocate(size, 16, RT_PC);
}

void free(void *memory)
{
    release(memory, RT_PC);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = allocate(bytes, 16, RT_PC);
    return memory ? memset(memory, 0, bytes) : NULL;
}

void *realloc(void *old, size_t size)
{
    if (!old)
        return allocate(size, 16, RT_PC);
    void *memory = allocate(size, 16, RT_PC);
    if (!memory)
        return NULL;
    size_t before = block_of(old)->size;
    memcpy(memory, old, before < size ? before : size);
    release(old, RT_PC);
    return memory;
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void *memalign(size_t alignment, size_t size)
{
    return allocate(size, alignment < 16 ? 16 : alignment, RT_PC);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return allocate(size, alignment < 16 ? 16 : alignment, RT_PC);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *memory = allocate(size, alignment < 16 ? 16 : alignment, RT_PC);
    if (!memory)
        return ENOMEM;
    *out = memory;
    return 0;
}

void *valloc(size_t size)
{
    return allocate(size, RT_PAGE, RT_PC);
}

size_t malloc_usable_size(void *memory)
{
    return memory ? block_of(memory)->size : 0;
}
