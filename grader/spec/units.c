#include "spec/units.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {{"ns", 1},         {"us", 1000},         {"ms", 1000000},
                                        {"s", 1000000000}, {"min", 60000000000}, {NULL, 0}};

static const struct unit sizes[] = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {NULL, 0}};

/* Only digits and one point: no sign, no exponent, no "inf". */
static bool is_plain_number(const char *text, size_t length)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < length; i++) {
        digits += isdigit((unsigned char)text[i]) != 0;
        points += text[i] == '.';
    }
    return digits && points <= 1 && digits + points == length;
}

static size_t trimmed(const char *text, size_t length)
{
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    return length;
}

static size_t blank(const char *text)
{
    return strspn(text, " \t\r\n");
}

/*
 * The unit that ends `text`; *length becomes the length of what stands before
 * it. The unit stands apart from a word ("names" ends in no unit) but may touch
 * a number or a closing bracket.
 */
static const struct unit *split_unit(const char *text, size_t *length, const struct unit *units)
{
    size_t end = trimmed(text, *length), start = end;
    while (start && isalpha((unsigned char)text[start - 1]))
        start--;
    if (!start)
        return NULL;
    for (; units->name; units++) {
        if (strlen(units->name) != end - start ||
            memcmp(units->name, text + start, end - start) != 0)
            continue;
        size_t before = trimmed(text, start);
        bool apart =
            before < start || strchr(")]", text[start - 1]) || is_plain_number(text, start);
        if (!before || !apart)
            return NULL;
        *length = before;
        return units;
    }
    return NULL;
}

static int parse(const char *text, const struct unit *units, int64_t *out)
{
    text += blank(text);
    size_t length = strlen(text);
    const struct unit *unit = split_unit(text, &length, units);
    if (!unit || !is_plain_number(text, length))
        return -1;
    cleanup_free char *number = xstrndup(text, length);
    long double value = strtold(number, NULL) * (long double)unit->factor;
    if (!(value < 9.2e18L))
        return -1;
    *out = (int64_t)(value + 0.5L);
    return 0;
}

int units_duration(const char *text, int64_t *out_ns)
{
    return parse(text, durations, out_ns);
}

int units_size(const char *text, int64_t *out_bytes)
{
    return parse(text, sizes, out_bytes);
}

static int split_duration(const char *text, size_t length, struct spec_duration *out)
{
    size_t skipped = blank(text);
    if (skipped >= length)
        return -1;
    text += skipped;
    length -= skipped;
    const struct unit *unit = split_unit(text, &length, durations);
    if (!unit)
        return -1;
    out->expression = xstrndup(text, length);
    out->unit_ns = unit->factor;
    return 0;
}

/* The last ± or +- that has a duration on both its sides: in Lua, `n +-1` is arithmetic. */
static int split_tolerance(const char *text, const char *sign, struct spec_duration *is,
                           struct spec_duration *tolerance)
{
    const char *last = NULL;
    for (const char *at = text; (at = strstr(at, sign)); at += strlen(sign))
        last = at;
    if (!last)
        return -1;
    const char *right = last + strlen(sign);
    if (split_duration(right, strlen(right), tolerance) < 0)
        return -1;
    if (split_duration(text, (size_t)(last - text), is) == 0)
        return 0;
    free(tolerance->expression);
    *tolerance = (struct spec_duration){0};
    return -1;
}

int units_expression(const char *text, struct spec_duration *is, struct spec_duration *tolerance)
{
    *is = *tolerance = (struct spec_duration){0};
    if (split_tolerance(text, "±", is, tolerance) == 0 ||
        split_tolerance(text, "+-", is, tolerance) == 0)
        return 0;
    return strstr(text, "±") ? -1 : split_duration(text, strlen(text), is);
}
