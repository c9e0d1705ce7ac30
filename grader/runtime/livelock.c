/*
 * When does a program only go round in circles? All tasks that could go on are
 * parked (schedule.c): each has looked at the same values several times. Their
 * loops may still count their rounds and give up. So they are let run on, and
 * what they are made of is compared: the student's part of each stack, and the
 * thread-local variables. If all that comes back as it was, and nobody has
 * written to any other memory in between, it will come back for ever.
 *
 * It may come back after several rounds: the state that is compared with is a
 * new one after 1, 2, 4, 8 … rounds (Brent, 1980).
 */
#include <string.h>

#include "runtime/rt.h"

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 32);
}

static uint64_t mix_bytes(uint64_t h, const void *bytes, size_t size)
{
    const char *p = bytes;
    for (size_t at = 0; at + 8 <= size; at += 8) {
        uint64_t word;
        memcpy(&word, p + at, 8);
        h = mix(h, word);
    }
    return h;
}

/* Where the frames of the student's functions begin: above the one that returns to task->pc. */
static const uint64_t *students_frames(const struct rt_task *task, uint64_t top)
{
    const uint64_t *frame = task->frame;
    while ((uint64_t)frame > task->stack_low - RT_PAGE && (uint64_t)frame < top - 16) {
        if (frame[1] == task->pc)
            return frame + 2;
        if ((const uint64_t *)frame[0] <= frame)
            break;
        frame = (const uint64_t *)frame[0];
    }
    return NULL;
}

/* False: it cannot be told. */
static bool mix_task(uint64_t *h, const struct rt_task *task)
{
    uint64_t top = RT_STACK_BASE + (task->number + 1) * RT_STACK_BYTES;
    const uint64_t *from = students_frames(task, top);
    if (!from)
        return false;
    *h = mix(*h, task->pc);
    *h = mix_bytes(*h, from, top - (uint64_t)from);
    return true;
}

bool livelock_is_proved(void)
{
    uint64_t now = mix(0, RT->writes);
    for (uint32_t i = 0; i < RT->alive; i++) {
        const struct rt_task *t = RT->living[i];
        if (t->parked_at && !mix_task(&now, t))
            return false;
    }
    if (RT->idle_rounds > 1 && now == RT->circle_state)
        return true;
    if (RT->idle_rounds == 1)
        RT->circle_next = 1;
    if (RT->idle_rounds >= RT->circle_next) {
        RT->circle_state = now;
        RT->circle_next *= 2;
    }
    return false;
}
