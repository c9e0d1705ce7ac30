#include "spec/nearest.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { NAME_MAX_COMPARED = 40, NAMES_LISTED = 40 };

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MAX_COMPARED + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    size_t *before = rows[0], *previous = rows[1], *current = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        previous[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        current[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = previous[j - 1] + (a[i - 1] != b[j - 1]);
            current[j] = min3(previous[j] + 1, current[j - 1] + 1, change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < current[j])
                current[j] = before[j - 2] + 1;
        }
        size_t *oldest = before;
        before = previous;
        previous = current;
        current = oldest;
    }
    return previous[b_length];
}

const char *nearest_name(const char *name, const char *const *names, size_t count)
{
    size_t length = strlen(name);
    if (length > NAME_MAX_COMPARED)
        return NULL;
    const char *nearest = NULL;
    size_t least = 1 + length / 3;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(names[i]);
        if (other > NAME_MAX_COMPARED)
            continue;
        size_t distance = edit_distance(name, names[i]);
        /* A name of two letters is not "nearly" another that shares none with it. */
        if (distance <= least && distance < length && distance < other) {
            least = distance ? distance - 1 : 0;
            nearest = names[i];
        }
    }
    return nearest;
}

char *nearest_advice(const char *name, const char *const *names, size_t count)
{
    const char *nearest = nearest_name(name, names, count);
    if (nearest)
        return xasprintf("did you mean `%s`?", nearest);
    if (!count)
        return xstrdup("expected none here");
    struct buffer text = {0};
    buffer_puts(&text, count == 1 ? "expected " : "expected one of ");
    for (size_t i = 0; i < count && i < NAMES_LISTED; i++)
        buffer_printf(&text, "%s%s", i ? ", " : "", names[i]);
    if (count > NAMES_LISTED)
        buffer_puts(&text, ", …");
    return buffer_take(&text);
}
