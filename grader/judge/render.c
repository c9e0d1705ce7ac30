/*
 * From a pattern back to a line that people recognise. Only the plain part of
 * the pattern language is understood: text, escapes, groups (the first of
 * several alternatives) and classes. Callers check the result by matching it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "judge/judging.h"

#define OPEN_PART "…"

struct renderer {
    struct buffer text;
    const char *capture, *value;
    bool complete, failed;
};

static void put_open(struct renderer *r)
{
    size_t length = strlen(OPEN_PART);
    r->complete = false;
    if (r->text.length < length ||
        memcmp(r->text.data + r->text.length - length, OPEN_PART, length) != 0)
        buffer_puts(&r->text, OPEN_PART);
}

/* p is at '['; returns the place behind the class's ']'. */
static const char *skip_class(const char *p, const char *end)
{
    p++;
    if (p < end && *p == '^')
        p++;
    if (p < end && *p == ']')
        p++;
    while (p < end && *p != ']')
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p + 1 : end;
}

/* p is behind '('; returns the place of the matching ')'. */
static const char *group_end(const char *p, const char *end)
{
    for (int depth = 1; p < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '[')
            p = skip_class(p, end) - 1;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p;
    }
    return end;
}

static const char *skip_quantifier(const char *p, const char *end)
{
    if (p < end && *p == '{') {
        const char *close = memchr(p, '}', (size_t)(end - p));
        return close ? close + 1 : end;
    }
    while (p < end && strchr("*+?", *p))
        p++;
    return p;
}

static void render_part(struct renderer *r, const char *p, const char *end);

/* The inside of a group, from behind its '(' to its ')'. */
static void render_group(struct renderer *r, const char *p, const char *end)
{
    if (*p != '?') {
        render_part(r, p, end);
        return;
    }
    p++;
    if (*p == ':') {
        render_part(r, p + 1, end);
        return;
    }
    if (*p == 'P')
        p++;
    const char *name = p + 1;
    const char *close = *p == '<' ? memchr(p, '>', (size_t)(end - p)) : NULL;
    if (!close || *name == '=' || *name == '!') {
        r->failed = true;
        return;
    }
    size_t length = (size_t)(close - name);
    if (r->capture && strlen(r->capture) == length && memcmp(r->capture, name, length) == 0)
        buffer_puts(&r->text, r->value);
    else if (memchr(close, '|', (size_t)(end - close)))
        put_open(r);
    else
        render_part(r, close + 1, end);
}

static const char *render_escape(struct renderer *r, const char *p, const char *end)
{
    if (p == end || *p == 'Q')
        r->failed = true;
    else if (isalnum((unsigned char)*p))
        put_open(r);
    else
        buffer_putc(&r->text, *p);
    return p < end ? p + 1 : end;
}

/* The first alternative between p and end. */
static void render_part(struct renderer *r, const char *p, const char *end)
{
    while (p < end && *p != '|' && !r->failed) {
        char c = *p++;
        if (c == '^' || c == '$')
            continue;
        if (c == '\\') {
            p = render_escape(r, p, end);
        } else if (c == '(') {
            const char *close = group_end(p, end);
            render_group(r, p, close);
            p = close < end ? close + 1 : end;
        } else if (c == '[') {
            put_open(r);
            p = skip_class(p - 1, end);
        } else if (c == '.') {
            put_open(r);
        } else {
            buffer_putc(&r->text, c);
        }
        p = skip_quantifier(p, end);
    }
}

char *render_pattern(const char *pattern, const char *capture, const char *value, bool *complete)
{
    struct renderer r = {.capture = value ? capture : NULL, .value = value, .complete = true};
    render_part(&r, pattern, pattern + strlen(pattern));
    *complete = r.complete;
    if (!r.failed && r.text.length)
        return buffer_take(&r.text);
    buffer_free(&r.text);
    return NULL;
}
