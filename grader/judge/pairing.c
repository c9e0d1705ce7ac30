/*
 * Which b belongs to which a. They must have the same value of the capture
 * `same` and fulfil `where`; where several fit, a later one is better than an
 * earlier one, one by the same task better than another's, and an earlier
 * free one better than a later one. So repeated names pair up as kindly as
 * possible, and a pair in the wrong order is made only when there is no right one.
 *
 * `where` is Lua, and asking it about every a with every b would be slow. Lines
 * that look alike to it (the same values in all captures that its text names)
 * are one class, and it is asked once for two classes. The b's lie in buckets:
 * one for each value of `same` and class. Both a's and the searches in a bucket go
 * forward only, so each bucket keeps a cursor and the whole is nearly linear.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

/* A right program stays far below; a wrong one must not keep the grader busy. */
#define WHERE_MAX 500000

/* ---- equal keys get equal numbers, from 0 ---- */

struct interned {
    char *key;
    size_t size, number;
};

struct intern {
    struct interned *slots; /* open addressing; a power of two; never full */
    size_t slot_count, count;
};

static size_t hash_bytes(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

static struct interned *intern_slot(const struct intern *t, const char *key, size_t size)
{
    size_t i = hash_bytes(key, size) & (t->slot_count - 1);
    while (t->slots[i].key && (t->slots[i].size != size || memcmp(t->slots[i].key, key, size) != 0))
        i = (i + 1) & (t->slot_count - 1);
    return &t->slots[i];
}

static void intern_grow(struct intern *t)
{
    struct intern old = *t;
    t->slot_count = old.slot_count ? old.slot_count * 2 : 64;
    t->slots = xcalloc(t->slot_count, sizeof *t->slots);
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.slots[i].key)
            *intern_slot(t, old.slots[i].key, old.slots[i].size) = old.slots[i];
    free(old.slots);
}

/* The key's number; the next free one for a new key. */
static size_t intern(struct intern *t, const void *key, size_t size)
{
    if (2 * (t->count + 1) > t->slot_count)
        intern_grow(t);
    struct interned *slot = intern_slot(t, key, size);
    if (!slot->key)
        *slot = (struct interned){xmemdup(key, size), size, t->count++};
    return slot->number;
}

static void intern_free(struct intern *t)
{
    for (size_t i = 0; i < t->slot_count; i++)
        free(t->slots[i].key);
    free(t->slots);
}

/* ---- the matcher ---- */

struct bucket {
    size_t *items; /* indices into b, ascending */
    size_t count, capacity;
    size_t cursor; /* of the pass under way */
    size_t class;
};

struct buckets {
    struct bucket *items;
    size_t count, capacity;
};

struct matcher {
    struct ruling *r;
    struct pairing *p;
    int same_a, same_b; /* capture numbers */
    struct intern groups, classes_a, classes_b, bucket_keys, task_keys;
    size_t *group_of_a, *class_of_a;                  /* one per a */
    const struct judge_line **example_a, **example_b; /* one line of each class */
    size_t asked;                                     /* how often `where` was */
    signed char *fits;             /* class of a × class of b: -1 not asked yet */
    struct buckets buckets;        /* by group and class */
    struct buckets task_buckets;   /* by bucket and task */
    struct buckets groups_buckets; /* of each group: the numbers of its buckets */
};

/* Does the text of `where` speak of this capture? Where it is not plain, it speaks of all. */
static bool where_names(const char *where, const char *side, const char *capture)
{
    size_t side_length = strlen(side), length = strlen(capture);
    for (const char *p = strstr(where, side); p; p = strstr(p, side)) {
        p += side_length;
        if (*p != '.' || strncmp(p + 1, capture, length) == 0)
            return true;
    }
    return false;
}

static size_t class_of(struct matcher *m, struct intern *classes, const char *side,
                       const struct judge_line *line)
{
    cleanup_buffer struct buffer key = {0};
    const char *where = m->r->check->where;
    size_t count;
    const char *const *names = event_types_captures(m->r->j->types, line->type, &count);
    for (size_t i = 0; where && i < count; i++) {
        if (!where_names(where, side, names[i]))
            continue;
        size_t size = line->values[i] ? line->sizes[i] : NOWHERE;
        buffer_add(&key, &size, sizeof size);
        if (line->values[i])
            buffer_add(&key, line->values[i], size);
    }
    return intern(classes, key.data ? key.data : "", key.length);
}

static size_t group_of(struct matcher *m, int capture, const struct judge_line *line)
{
    size_t size;
    const char *value = judge_line_value(line, capture, &size);
    return intern(&m->groups, value, size);
}

static struct bucket *bucket_at(struct buckets *all, size_t number)
{
    while (all->count <= number)
        (void)GROW(all->items, all->count, all->capacity);
    return &all->items[number];
}

static void bucket_put(struct bucket *bucket, size_t item)
{
    *GROW(bucket->items, bucket->count, bucket->capacity) = item;
}

static void sort_a(struct matcher *m)
{
    const struct line_list *a = &m->p->a;
    m->group_of_a = xcalloc(a->count, sizeof *m->group_of_a);
    m->class_of_a = xcalloc(a->count, sizeof *m->class_of_a);
    m->example_a = xcalloc(a->count, sizeof *m->example_a);
    for (size_t i = 0; i < a->count; i++) {
        m->group_of_a[i] = group_of(m, m->same_a, a->items[i]);
        m->class_of_a[i] = class_of(m, &m->classes_a, "first", a->items[i]);
        m->example_a[m->class_of_a[i]] = a->items[i];
    }
}

static void sort_b(struct matcher *m)
{
    const struct line_list *b = &m->p->b;
    m->example_b = xcalloc(b->count, sizeof *m->example_b);
    for (size_t i = 0; i < b->count; i++) {
        size_t group = group_of(m, m->same_b, b->items[i]);
        size_t class = class_of(m, &m->classes_b, "second", b->items[i]);
        m->example_b[class] = b->items[i];
        size_t known = m->bucket_keys.count;
        size_t number = intern(&m->bucket_keys, (size_t[]){group, class}, 2 * sizeof(size_t));
        struct bucket *bucket = bucket_at(&m->buckets, number);
        bucket->class = class;
        bucket_put(bucket, i);
        if (number == known)
            bucket_put(bucket_at(&m->groups_buckets, group), number);
        size_t task = (size_t)b->items[i]->at->task;
        number = intern(&m->task_keys, (size_t[]){number, task}, 2 * sizeof(size_t));
        bucket_put(bucket_at(&m->task_buckets, number), i);
    }
}

static struct expression_captures captures_of(struct matcher *m, const struct judge_line *line,
                                              const char **names, const char **values,
                                              size_t *sizes)
{
    size_t count, used = 0;
    const char *const *all = event_types_captures(m->r->j->types, line->type, &count);
    for (size_t i = 0; i < count; i++) {
        if (!line->values[i])
            continue;
        names[used] = all[i];
        values[used] = line->values[i];
        sizes[used++] = line->sizes[i];
    }
    return (struct expression_captures){names, values, sizes, used};
}

static int ask_where(struct matcher *m, const struct judge_line *a, const struct judge_line *b,
                     bool *fits)
{
    size_t room = a->value_count + b->value_count + 1;
    cleanup_free const char **names = xcalloc(room, sizeof *names);
    cleanup_free const char **values = xcalloc(room, sizeof *values);
    cleanup_free size_t *sizes = xcalloc(room, sizeof *sizes);
    size_t n = a->value_count;
    struct expression_captures first = captures_of(m, a, names, values, sizes);
    struct expression_captures second = captures_of(m, b, names + n, values + n, sizes + n);
    cleanup_error struct error trouble = ERROR_INIT;
    if (++m->asked > WHERE_MAX)
        error_set(&trouble, ERROR_USAGE, "there are too many different lines");
    else if (expression_where(m->r->j->env, m->r->check->where, &first, &second, fits, &trouble) ==
             0)
        return 0;
    ruling_fail(
        m->r, xstrdup("lines that this check can pair"),
        xasprintf("it could not be worked out which belong together (%s)", trouble.message));
    return -1;
}

/* 1, 0, or -1 when `where` cannot tell: then the ruling has failed. */
static int classes_fit(struct matcher *m, size_t class_a, size_t class_b)
{
    if (!m->r->check->where)
        return 1;
    signed char *known = &m->fits[class_a * m->classes_b.count + class_b];
    if (*known < 0) {
        bool fits;
        if (ask_where(m, m->example_a[class_a], m->example_b[class_b], &fits) < 0)
            return -1;
        *known = fits;
    }
    return *known;
}

/* The first free b of the bucket (behind a, if asked), or NOWHERE. */
static size_t bucket_next(struct matcher *m, struct bucket *bucket, size_t a, bool later)
{
    const struct pairing *p = m->p;
    size_t index = p->a.items[a]->index;
    for (size_t i = bucket->cursor; i < bucket->count; i++) {
        size_t b = bucket->items[i];
        bool passed = p->partner_of_b[b] != NOWHERE || (later && p->b.items[b]->index <= index);
        if (!passed && p->b.items[b]->index != index)
            return b;
        if (passed && bucket->cursor == i)
            bucket->cursor++; /* no later a will want it in this pass */
    }
    return NOWHERE;
}

/* The best b for a in this pass; NOWHERE when there is none; -1 when `where` cannot tell. */
static int find_partner(struct matcher *m, size_t a, bool same_task, bool later, size_t *best)
{
    *best = NOWHERE;
    size_t group = m->group_of_a[a];
    if (group >= m->groups_buckets.count)
        return 0;
    const struct bucket *numbers = &m->groups_buckets.items[group];
    for (size_t i = 0; i < numbers->count; i++) {
        struct bucket *bucket = &m->buckets.items[numbers->items[i]];
        int fit = classes_fit(m, m->class_of_a[a], bucket->class);
        if (fit < 0)
            return -1;
        if (!fit)
            continue;
        if (same_task) {
            size_t task = (size_t)m->p->a.items[a]->at->task;
            size_t key[] = {numbers->items[i], task};
            const struct interned *slot = m->task_keys.slot_count
                                              ? intern_slot(&m->task_keys, (char *)key, sizeof key)
                                              : NULL;
            if (!slot || !slot->key)
                continue;
            bucket = &m->task_buckets.items[slot->number];
        }
        size_t b = bucket_next(m, bucket, a, later);
        if (b < *best)
            *best = b;
    }
    return 0;
}

static void rewind_buckets(struct buckets *all)
{
    for (size_t i = 0; i < all->count; i++)
        all->items[i].cursor = 0;
}

static int pass(struct matcher *m, bool same_task, bool later)
{
    rewind_buckets(&m->buckets);
    rewind_buckets(&m->task_buckets);
    struct pairing *p = m->p;
    for (size_t a = 0; a < p->a.count; a++) {
        size_t b;
        if (p->partner_of_a[a] != NOWHERE)
            continue;
        if (find_partner(m, a, same_task, later, &b) < 0)
            return -1;
        if (b == NOWHERE)
            continue;
        p->partner_of_a[a] = b;
        p->partner_of_b[b] = a;
        p->pair_count++;
    }
    return 0;
}

static void buckets_free(struct buckets *all)
{
    for (size_t i = 0; i < all->count; i++)
        free(all->items[i].items);
    free(all->items);
}

static void matcher_free(struct matcher *m)
{
    struct intern *tables[] = {&m->groups, &m->classes_a, &m->classes_b, &m->bucket_keys,
                               &m->task_keys};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        intern_free(tables[i]);
    buckets_free(&m->buckets);
    buckets_free(&m->task_buckets);
    buckets_free(&m->groups_buckets);
    free(m->group_of_a);
    free(m->class_of_a);
    free(m->example_a);
    free(m->example_b);
    free(m->fits);
}

static int match_all(struct matcher *m)
{
    sort_a(m);
    sort_b(m);
    size_t cells = m->classes_a.count * m->classes_b.count;
    m->fits = xmalloc(cells);
    memset(m->fits, -1, cells);
    if (pass(m, true, true) < 0 || pass(m, false, true) < 0 || pass(m, true, false) < 0 ||
        pass(m, false, false) < 0)
        return -1;
    return 0;
}

static int find_same(struct ruling *r, int type, int *capture, struct error *err)
{
    *capture = event_types_capture(r->j->types, type, r->check->capture);
    if (r->check->capture && *capture < 0)
        return error_set(err, ERROR_USAGE, "check %s: event %s has no capture named %s",
                         r->check->id, r->j->spec->events[type].name, r->check->capture);
    return 0;
}

static size_t *nowhere_list(size_t count)
{
    size_t *list = xcalloc(count, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = NOWHERE;
    return list;
}

int pairing_make(struct ruling *r, struct pairing *out, struct error *err)
{
    *out = (struct pairing){0};
    int a = judging_type(r->j, r->check->events[0], err);
    int b = a < 0 ? -1 : judging_type(r->j, r->check->events[1], err);
    struct matcher m = {.r = r, .p = out};
    if (b < 0 || find_same(r, a, &m.same_a, err) < 0 || find_same(r, b, &m.same_b, err) < 0)
        return -1;
    out->same_type = a == b;
    line_list_add_type(&out->a, r->run, a);
    line_list_add_type(&out->b, r->run, b);
    out->partner_of_a = nowhere_list(out->a.count);
    out->partner_of_b = nowhere_list(out->b.count);
    int status = match_all(&m);
    matcher_free(&m);
    return status < 0 ? 1 : 0;
}

void pairing_free(struct pairing *p)
{
    line_list_free(&p->a);
    line_list_free(&p->b);
    free(p->partner_of_a);
    free(p->partner_of_b);
    *p = (struct pairing){0};
}
