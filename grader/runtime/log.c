/* Records of what happens, written to the log that the grader reads (shared.h). */
#include <string.h>

#include "runtime/rt.h"

#define ROOM_BYTES (RT_LOG_BYTES - 65536) /* the rest is for the end of a schedule */

uint32_t copy_frames(uint64_t *out, const struct rt_task *task)
{
    uint32_t depth = task->depth < RT_FRAMES_KEPT ? task->depth : RT_FRAMES_KEPT;
    uint32_t count = 0;
    while (count < RT_MAX_FRAMES && count < depth) {
        out[count] = task->frames[depth - 1 - count];
        count++;
    }
    return count;
}

static void hash_bytes(const void *bytes, size_t size) /* FNV-1a, by 8 bytes */
{
    const unsigned char *p = bytes;
    uint64_t h = RT->hash;
    for (; size >= 8; p += 8, size -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0x100000001B3);
        h ^= h >> 29;
    }
    for (; size; p++, size--)
        h = (h ^ *p) * UINT64_C(0x100000001B3);
    RT->hash = h;
}

static void hash_record(const struct rt_record *r, const void *text, size_t size)
{
    uint64_t head[4] = {r->kind | ((uint64_t)r->task << 16) | ((uint64_t)(uint32_t)r->other << 32),
                        (uint64_t)r->time_ns, r->value,
                        (uint64_t)((int32_t)RT->record_count - r->arrived)};
    hash_bytes(head, sizeof head);
    hash_bytes(text, size);
}

static size_t padded(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

/* A new record at the end of the log; NULL: there is no more room. */
static struct rt_record *add(uint32_t kind, uint64_t object, const void *text, size_t size,
                             uint64_t pc)
{
    struct rt_task *me = RT->current;
    size_t bytes = sizeof(struct rt_record) + padded(size);
    size_t limit = kind < RT_READ ? RT_LOG_BYTES : ROOM_BYTES;
    if (RT->log_used + bytes > limit) {
        RT->log_overflow = true;
        return NULL;
    }
    struct rt_record *r = (struct rt_record *)(RT->shared->log + RT->log_used);
    memset(r, 0, offsetof(struct rt_record, frames));
    r->kind = (uint16_t)kind;
    r->task = (uint16_t)me->number;
    r->size = (uint32_t)size;
    r->other = -1;
    r->pc = pc;
    r->object = object;
    r->time_ns = RT->now_ns;
    r->arrived = me->arrived;
    r->step = me->step;
    if ((RT->order.flags & RT_STEPS) || kind == RT_STUCK || kind == RT_ASSERT || kind == RT_MISUSE)
        r->frame_count = (uint16_t)copy_frames(r->frames, me);
    memcpy(r + 1, text, size);
    RT->last_output = kind == RT_LINE_OUT ? RT->log_used : 0;
    RT->log_used += (uint32_t)bytes;
    return r;
}

struct rt_record *log_record(uint32_t kind, uint64_t object, const void *text, size_t size,
                             uint64_t pc)
{
    struct rt_record *r = add(kind, object, text, size, pc);
    if (r)
        hash_record(r, text, size);
    RT->record_count++;
    return r;
}

struct rt_record *log_step_text(uint32_t kind, uint64_t object, const void *text, size_t size,
                                uint64_t pc)
{
    return RT->order.flags & RT_STEPS ? add(kind, object, text, size, pc) : NULL;
}

struct rt_record *log_step(uint32_t kind, uint64_t object, uint64_t pc)
{
    return log_step_text(kind, object, NULL, 0, pc);
}

/* Output in small pieces goes to one record, as long as it is one task's and the line has no end.
 */
static bool add_to_last(const void *bytes, size_t size)
{
    if (!RT->last_output)
        return false;
    struct rt_record *r = (struct rt_record *)(RT->shared->log + RT->last_output);
    char *text = (char *)(r + 1);
    size_t old = padded(r->size), new = padded(r->size + size);
    if (r->task != RT->current->number || r->time_ns != RT->now_ns || text[r->size - 1] == '\n' ||
        r->size > 65536 || RT->log_used + (new - old) > ROOM_BYTES)
        return false;
    memcpy(text + r->size, bytes, size);
    hash_bytes(bytes, size);
    r->size += (uint32_t)size;
    RT->log_used += (uint32_t)(new - old);
    return true;
}

void log_output(uint32_t kind, const void *bytes, size_t size, uint64_t pc)
{
    if (size == 0)
        return;
    RT->output_bytes += size;
    if (RT->output_bytes > RT->shared->output_limit)
        rt_end(RT_END_OUTPUT, 0, pc, 0);
    if (kind == RT_LINE_OUT && add_to_last(bytes, size))
        return;
    log_record(kind, 0, bytes, size, pc);
}

void log_note(uint32_t misuse, uint64_t object, uint64_t pc)
{
    struct rt_shared *shared = RT->shared;
    uint32_t count = RT->note_count;
    for (uint32_t i = 0; i < count; i++)
        if (shared->notes[i].misuse == misuse && shared->notes[i].pc == pc)
            return;
    if (count == RT_MAX_NOTES)
        return;
    shared->notes[count] = (struct rt_note){pc, object, misuse, RT->number};
    shared->note_count = ++RT->note_count;
}

void log_misuse(uint32_t misuse, const void *object, int32_t other, uint64_t pc)
{
    log_note(misuse, (uint64_t)object, pc);
    struct rt_record *r = log_record(RT_MISUSE, (uint64_t)object, NULL, 0, pc);
    if (r) {
        r->value = misuse;
        r->other = other;
    }
}

void log_settle(void)
{
    if (!RT->unread)
        return;
    struct rt_record *r = (struct rt_record *)(RT->shared->log + RT->unread);
    memcpy(&r->value, (void *)r->object, r->width < 8 ? r->width : 8);
    RT->unread = 0;
}

bool log_is_new(uint64_t hash)
{
    uint32_t slots = sizeof RT->hashes / sizeof *RT->hashes;
    uint32_t at = (uint32_t)(hash >> 20) % slots;
    hash |= 1;
    while (RT->hashes[at] && RT->hashes[at] != hash)
        at = (at + 1) % slots;
    if (RT->hashes[at] == hash)
        return false;
    if (RT->hashes_used < slots / 2) {
        RT->hashes_used++;
        RT->hashes[at] = hash;
    }
    return true;
}

void log_begin(void)
{
    RT->log_start = RT->log_used;
    RT->log_used += sizeof(struct rt_schedule);
    RT->record_count = RT->last_output = RT->unread = RT->put_count = 0;
    RT->log_overflow = false;
    RT->hash = UINT64_C(0xCBF29CE484222325);
}

/* The deviations stand before the records in the log: they are moved up. */
void log_end(void)
{
    uint32_t count =
        RT->deviation_count < RT_MAX_DEVIATIONS ? RT->deviation_count : RT_MAX_DEVIATIONS;
    size_t bytes = padded(count * sizeof(struct rt_deviation));
    unsigned char *start = RT->shared->log + RT->log_start + sizeof(struct rt_schedule);
    if (RT->log_used + bytes > RT_LOG_BYTES) {
        count = 0;
        bytes = 0;
    }
    memmove(start + bytes, start, RT->log_used - RT->log_start - sizeof(struct rt_schedule));
    memcpy(start, RT->deviations, count * sizeof(struct rt_deviation));
    RT->log_used += (uint32_t)bytes;
    struct rt_schedule *s = (struct rt_schedule *)(RT->shared->log + RT->log_start);
    s->size = RT->log_used - RT->log_start;
    s->deviation_count = count;
}
