/*
 * "T.N=C" for a deviation of task T at its choice N to C ("T.N:C": a waiter), comma-separated;
 * "+ADDRESS" for a visible place; "-" for nothing at all.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "explore/story.h"

char *choices_text(const struct rt_deviation *deviations, size_t count, const uint64_t *visible,
                   size_t visible_count)
{
    struct buffer b = {0};
    for (size_t i = 0; i < count; i++)
        buffer_printf(&b, "%s%u.%u%c%u", i ? "," : "", deviations[i].task, deviations[i].at,
                      deviations[i].kind == RT_CHOOSE_WAITER ? ':' : '=', deviations[i].choice);
    for (size_t i = 0; i < visible_count; i++)
        buffer_printf(&b, "+%" PRIx64, visible[i]);
    if (!b.length)
        buffer_putc(&b, '-');
    return buffer_take(&b);
}

static bool read_number(const char **p, int base, uint64_t most, uint64_t *out)
{
    char *end;
    if (!strchr("0123456789abcdef", **p) || !**p)
        return false;
    *out = strtoull(*p, &end, base);
    bool fine = end != *p && *out <= most;
    *p = end;
    return fine;
}

static bool read_deviation(const char **p, struct choices *out)
{
    uint64_t task, at, choice;
    if (!read_number(p, 10, RT_MAX_TASKS, &task) || *(*p)++ != '.' ||
        !read_number(p, 10, UINT32_MAX, &at))
        return false;
    char sign = *(*p)++;
    if ((sign != '=' && sign != ':') || !read_number(p, 10, UINT32_MAX, &choice) ||
        out->count == RT_MAX_DEVIATIONS)
        return false;
    *GROW(out->deviations, out->count, out->capacity) =
        (struct rt_deviation){(uint16_t)task, sign == ':' ? RT_CHOOSE_WAITER : RT_CHOOSE_TASK,
                              (uint32_t)at, (uint32_t)choice};
    return true;
}

bool choices_read(const char *text, struct choices *out)
{
    const char *p = text;
    *out = (struct choices){0};
    if (strcmp(p, "-") == 0)
        return true;
    while (*p && *p != '+') {
        if (!read_deviation(&p, out) || (*p && *p != ',' && *p != '+'))
            return false;
        p += *p == ',';
    }
    while (*p) {
        uint64_t place;
        if (*p++ != '+' || !read_number(&p, 16, UINT64_MAX, &place) ||
            out->visible_count == RT_MAX_VISIBLE)
            return false;
        *GROW(out->visible, out->visible_count, out->visible_capacity) = place;
    }
    return true;
}

void choices_free(struct choices *c)
{
    free(c->deviations);
    free(c->visible);
    *c = (struct choices){0};
}
