/* How lines, times and tasks are called in messages. Bytes stay raw: reports escape them. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

#define QUOTE_BYTES    100
#define EXCERPT_BYTES  160
#define LINES_BEFORE   2
#define LINES_AFTER    3
#define OVERVIEW_LINES 4 /* at each end, where no line is telling */
#define NAMED_EVENTS   3

/* At most `limit` bytes, never half a UTF-8 character; strings end at a NUL, so NULs are shown. */
static void add_cut(struct buffer *b, const char *bytes, size_t size, size_t limit)
{
    size_t end = size;
    if (size > limit)
        for (end = limit; end > limit - 4 && ((unsigned char)bytes[end] & 0xC0) == 0x80;)
            end--;
    for (size_t i = 0; i < end; i++) {
        if (bytes[i])
            buffer_putc(b, bytes[i]);
        else
            buffer_puts(b, "␀");
    }
    if (end < size)
        buffer_puts(b, "…");
}

char *words_quote(const char *bytes, size_t size)
{
    struct buffer b = {0};
    buffer_putc(&b, '`');
    add_cut(&b, bytes, size, QUOTE_BYTES);
    buffer_putc(&b, '`');
    return buffer_take(&b);
}

char *words_quote_line(const struct judge_line *line)
{
    if (!line->at->size)
        return xstrdup("an empty line");
    return words_quote(line->at->text, line->at->size);
}

char *words_quote_event(const struct judging *j, int type, const char *capture, const char *value)
{
    const struct spec_event *event = &j->spec->events[type];
    bool complete;
    cleanup_free char *text = render_pattern(event->pattern, capture, value, &complete);
    if (text && strcmp(text, "…") != 0 &&
        (!complete || event_types_match(j->types, text, strlen(text)) == type))
        return words_quote(text, strlen(text));
    if (!value)
        return xasprintf("of the event `%s`", event->name);
    cleanup_free char *shown = words_quote(value, strlen(value));
    return xasprintf("of the event `%s` with %s", event->name, shown);
}

char *words_quote_events(const struct judging *j, char *const *names)
{
    struct buffer b = {0};
    cleanup_error struct error ignored = ERROR_INIT;
    for (size_t i = 0; names && names[i]; i++) {
        int type = judging_type(j, names[i], &ignored);
        if (type < 0 || i > NAMED_EVENTS)
            continue;
        cleanup_free char *quoted = words_quote_event(j, type, NULL, NULL);
        if (i == NAMED_EVENTS)
            buffer_puts(&b, " and others");
        else
            buffer_printf(&b, "%s%s", !i ? "" : names[i + 1] ? ", " : " or ", quoted);
    }
    return buffer_take(&b);
}

double words_seconds(int64_t ns)
{
    double s = (double)ns / SECOND_NS;
    return s > -0.0005 && s < 0 ? 0 : s; /* never "-0.000" */
}

char *words_where(const struct judge_run *run, const struct judge_line *line)
{
    if (run->trace->lines_only)
        return xasprintf("as line %zu", line->index + 1);
    return xasprintf("at %.3f s, printed by %s", words_seconds(line->at->time_ns),
                     trace_task_name(run->trace, line->at->task));
}

char *words_duration(int64_t ns)
{
    char *text = xasprintf("%.3f", words_seconds(ns));
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    char *result = xasprintf("%.*s s", (int)length, text);
    free(text);
    return result;
}

char *words_span(int64_t ns, int64_t tolerance_ns)
{
    cleanup_free char *time = words_duration(ns);
    cleanup_free char *tolerance = words_duration(tolerance_ns);
    return xasprintf("%s (± %s)", time, tolerance);
}

char *words_tasks(enum spec_tasks tasks, int64_t count)
{
    static const char *const names[][2] = {
        [TASKS_ANY] = {"thread or process", "threads or processes"},
        [TASKS_THREADS] = {"thread", "threads"},
        [TASKS_PROCESSES] = {"process", "processes"},
    };
    return xasprintf("%lld %s", (long long)count, names[tasks][count != 1]);
}

char *words_times(int64_t count)
{
    static const char *const few[] = {"never", "once", "twice"};
    if (count >= 0 && count < 3)
        return xstrdup(few[count]);
    return xasprintf("%lld times", (long long)count);
}

char *words_more(size_t count, const char *one, const char *many)
{
    return count ? xasprintf(". %zu more %s", count, count == 1 ? one : many) : xstrdup("");
}

static bool is_marked(size_t index, const size_t *marks, size_t mark_count)
{
    for (size_t i = 0; i < mark_count; i++)
        if (marks[i] == index)
            return true;
    return false;
}

/* Is the line close enough to a telling one (or, with none, to an end) to be shown? */
static bool is_shown(size_t index, size_t total, const size_t *marks, size_t mark_count)
{
    for (size_t i = 0; i < mark_count; i++)
        if (index + LINES_BEFORE >= marks[i] && index <= marks[i] + LINES_AFTER)
            return true;
    return !mark_count && (index < OVERVIEW_LINES || index + OVERVIEW_LINES >= total);
}

static void add_excerpt_line(struct buffer *b, const struct judge_run *run, size_t index,
                             bool marked, int time_width)
{
    const struct trace_event *e = run->lines[index].at;
    buffer_puts(b, marked ? "> " : "  ");
    if (!run->trace->lines_only)
        buffer_printf(b, "%*.3f s  %-16s ", time_width, words_seconds(e->time_ns),
                      trace_task_name(run->trace, e->task));
    add_cut(b, e->text, e->size, EXCERPT_BYTES);
    buffer_puts(b, e->no_newline ? "  (no newline here)\n" : "\n");
}

char *words_excerpt(const struct judge_run *run, const size_t *marks, size_t mark_count)
{
    struct buffer b = {0};
    size_t last = NOWHERE;
    int width =
        run->line_count && run->lines[run->line_count - 1].at->time_ns >= 10 * SECOND_NS ? 6 : 5;
    for (size_t i = 0; i < run->line_count; i++) {
        if (!is_shown(i, run->line_count, marks, mark_count))
            continue;
        if (last != NOWHERE && last + 1 < i)
            buffer_puts(&b, "  …\n");
        add_excerpt_line(&b, run, i, is_marked(i, marks, mark_count), width);
        last = i;
    }
    if (!b.length)
        return NULL;
    b.data[--b.length] = '\0'; /* the last newline */
    return buffer_take(&b);
}
