#include "cli/alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "gradebook/hash.h"
#include "report/source_text.h"

static bool is_space(char c)
{
    return c != '\0' && strchr(" \t\r\n\v\f", c);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c & 0x80;
}

/* The end of the text or character that starts at `p`. */
static const char *end_of_quote(const char *p)
{
    const char quote = *p++;
    while (*p && *p != quote && *p != '\n')
        p += *p == '\\' && p[1] ? 2 : 1;
    return *p == quote ? p + 1 : p;
}

/* The end of the white space and comments that start at `p`; `p` itself if there are none. */
static const char *end_of_gap(const char *p)
{
    for (;;) {
        const char *end = NULL;
        if (is_space(*p)) {
            p++;
        } else if (p[0] == '/' && p[1] == '*') {
            end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else if (p[0] == '/' && p[1] == '/') {
            p += strcspn(p, "\n");
        } else {
            return p;
        }
    }
}

char *alike_essence(const char *source)
{
    struct buffer out = {0};
    buffer_puts(&out, "");
    for (const char *p = source; *p;) {
        const char *end = end_of_gap(p);
        if (end > p) {
            if (out.length && is_word(out.data[out.length - 1]) && is_word(*end))
                buffer_putc(&out, ' ');
            p = end;
            continue;
        }
        end = *p == '"' || *p == '\'' ? end_of_quote(p) : p + 1;
        buffer_add(&out, p, (size_t)(end - p));
        p = end;
    }
    return buffer_take(&out);
}

/* An item's essence as a hash; "" where there is nothing to compare. */
struct print {
    size_t exercise, student;
    char hash[HASH_TEXT];
};

static void take_print(const char *path, char out[HASH_TEXT])
{
    size_t size;
    *out = '\0';
    cleanup_free char *text = source_text_read(path, &size);
    if (!text)
        return;
    cleanup_free char *essence = alike_essence(text);
    const struct hash_piece piece = {essence, strlen(essence)};
    if (piece.size)
        hash_pieces(&piece, 1, out);
}

static int by_print(const void *a, const void *b)
{
    const struct print *x = a, *y = b;
    if (x->exercise != y->exercise)
        return x->exercise < y->exercise ? -1 : 1;
    int order = strcmp(x->hash, y->hash);
    return order ? order : (x->student > y->student) - (x->student < y->student);
}

static bool same(const struct print *a, const struct print *b)
{
    return a->exercise == b->exercise && strcmp(a->hash, b->hash) == 0;
}

static void add_group(struct class_report *r, const struct print *first, size_t count)
{
    struct class_alike *group = GROW(r->alike, r->alike_count, r->alike_capacity);
    group->exercise = first->exercise;
    group->count = count;
    group->students = xcalloc(count, sizeof *group->students);
    for (size_t i = 0; i < count; i++)
        group->students[i] = first[i].student;
}

void alike_find(struct class_folder *c)
{
    struct class_report *r = &c->report;
    cleanup_free struct print *prints = xcalloc(c->item_count + 1, sizeof *prints);
    cleanup_free char(*starters)[HASH_TEXT] = xcalloc(r->exercise_count + 1, sizeof *starters);
    for (size_t i = 0; i < r->exercise_count; i++) {
        cleanup_free char *path = xasprintf("%s/starter.c", c->specs[i].folder);
        take_print(path, starters[i]);
    }
    size_t count = 0;
    for (size_t i = 0; i < c->item_count; i++) {
        struct print *p = &prints[count];
        *p = (struct print){.exercise = c->items[i].exercise, .student = c->items[i].student};
        take_print(c->items[i].path, p->hash);
        count += *p->hash && strcmp(p->hash, starters[p->exercise]) != 0;
    }
    if (count)
        qsort(prints, count, sizeof *prints, by_print);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && same(&prints[from], &prints[to]); to++)
            continue;
        if (to - from > 1)
            add_group(r, &prints[from], to - from);
    }
}
