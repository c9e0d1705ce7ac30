/* What is known of locks, semaphores and the like, by their address. */
#include <string.h>

#include "runtime/rt.h"

static uint32_t slot_of(uint64_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 40) & (RT_SYNC_SLOTS - 1);
}

static bool is_current(const struct rt_sync *s)
{
    return s->schedule == RT->schedule;
}

struct rt_sync *sync_find(const void *address)
{
    uint64_t key = (uint64_t)address;
    for (uint32_t i = 0, at = slot_of(key); i < RT_SYNC_SLOTS; i++) {
        struct rt_sync *s = &RT->syncs[(at + i) & (RT_SYNC_SLOTS - 1)];
        if (!is_current(s))
            return NULL;
        if (s->key == key)
            return s;
    }
    return NULL;
}

struct rt_sync *sync_at(const void *address)
{
    uint64_t key = (uint64_t)address;
    uint32_t at = slot_of(key);
    while (is_current(&RT->syncs[at]) && RT->syncs[at].key != key)
        at = (at + 1) & (RT_SYNC_SLOTS - 1);
    struct rt_sync *s = &RT->syncs[at];
    if (is_current(s))
        return s;
    if (++RT->syncs_used > RT_SYNC_SLOTS / 2)
        rt_unsupported("very many locks and atomic variables at once", RT->current->pc);
    memset(s, 0, sizeof *s);
    s->key = key;
    s->schedule = RT->schedule;
    s->owner = -1;
    return s;
}
